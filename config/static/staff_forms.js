/* Forms of staff: an amount in its other unit beside what is typed, a question where it is a hundred
   times the others, the parts that a kind of work needs opened, and what is typed kept in this browser
   until it is saved. Its words come from the page, in the reader's language. */
"use strict";

const words = document.getElementById("form-words")?.dataset;
const form = document.getElementById("form-words")?.closest("form");
const UNITS = {"": 1, "元": 1, "千元": 1e3, "万": 1e4, "万元": 1e4, "百万元": 1e6, "亿": 1e8, "亿元": 1e8};
const TIMES = 100; // what is so many times the others is asked about

// --- amounts of money -------------------------------------------------------------------------

/* The yuan of what is typed; null where the server has to say what it is. */
function yuanOf(text) {
  const plain = text.normalize("NFKC").replace(/[\s,，¥]/g, "");
  const found = /^(\d+(?:\.\d+)?)(\D*)$/.exec(plain);
  return found && found[2] in UNITS ? Number(found[1]) * UNITS[found[2]] : null;
}

function inUnits(yuan) {
  const show = (number) => number.toLocaleString("en", {maximumFractionDigits: 6});
  return `= ${show(yuan)} ${words.yuan} · ${show(yuan / 1e4)} ${words.wan}`;
}

function others(field) {
  const typed = [...form.querySelectorAll("input[data-money]")].filter((one) => one !== field);
  return typed.map((one) => yuanOf(one.value)).filter((yuan) => yuan > 0);
}

function sayAmount(field) {
  let said = field.parentElement.querySelector(`output[for="${field.id}"]`);
  if (!said) {
    said = document.createElement("output");
    said.htmlFor = field.id;
    said.className = "in-units";
    field.insertAdjacentElement("afterend", said);
  }
  const yuan = field.value.trim() ? yuanOf(field.value) : null;
  said.textContent = yuan === null ? "" : inUnits(yuan);
  const beside = yuan > 0 ? others(field) : [];
  const isFar = beside.length > 0 && beside.every((one) => yuan >= one * TIMES || yuan * TIMES <= one);
  if (isFar) said.textContent += ` ${words.far}`;
  said.classList.toggle("far", isFar);
}

// --- what is typed and not saved yet ------------------------------------------------------------

const isFixed = (name) => !name || /csrf|password|__prefix__|^_|-(INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(name);

function typed() {
  const kept = {};
  for (const field of form.elements) {
    if (isFixed(field.name) || field.type === "file" || field.type === "hidden") continue;
    kept[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return kept;
}

function restore(kept) {
  for (const field of form.elements) {
    if (!(field.name in kept) || isFixed(field.name)) continue;
    if (field.type === "checkbox") field.checked = kept[field.name];
    else if (field.tagName !== "SELECT" || [...field.options].some((one) => one.value === kept[field.name]))
      field.value = kept[field.name];
  }
  form.querySelectorAll("input[data-money]").forEach(sayAmount);
}

function offerToRestore(key, kept) {
  const line = document.createElement("p");
  line.className = "messagelist kept";
  line.setAttribute("role", "status");
  const button = (label, act) => {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = label;
    one.addEventListener("click", () => {
      act();
      line.remove();
    });
    return one;
  };
  const discard = () => localStorage.removeItem(key);
  line.append(`${words.kept} `, button(words.restore, () => restore(kept)), " ", button(words.discard, discard));
  form.prepend(line);
}

function keepTyped() {
  const key = `kept ${words.key}`;
  const start = JSON.stringify(typed());
  const kept = localStorage.getItem(key);
  if (kept && kept !== start && !form.querySelector(".errornote")) offerToRestore(key, JSON.parse(kept));
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => localStorage.setItem(key, JSON.stringify(typed())), 500);
  });
  // What the server takes leads to another page; what it refuses comes back with all that was typed.
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    sessionStorage.setItem("sent", key);
  });
}

// --- the parts that a kind of work needs ---------------------------------------------------------

/* Open the folded parts that the chosen kind of work needs; fold the others that have no rows. */
function openParts({field, parts}) {
  const needed = parts[document.getElementById(field)?.value];
  if (!needed) return;
  for (const name of new Set(Object.values(parts).flat())) {
    const group = document.getElementById(`${name}-group`);
    const folded = group?.querySelector("fieldset > details");
    if (!folded) continue;
    folded.open = needed.includes(name) || group.querySelector(".inline-related:not(.empty-form)") !== null;
  }
}

// The page after one that was sent: without errors, what was typed is saved.
const sent = sessionStorage.getItem("sent");
sessionStorage.removeItem("sent");
if (sent && !document.querySelector(".errornote")) localStorage.removeItem(sent);
if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.matches("input[data-money]")) sayAmount(event.target);
  });
  form.querySelectorAll("input[data-money]").forEach(sayAmount);
  if (words.openedBy) {
    const opened = JSON.parse(words.openedBy);
    document.getElementById(opened.field)?.addEventListener("change", () => openParts(opened));
    openParts(opened);
  }
  if (words.key) keepTyped();
}
