/* Gives the fields that choose from a long list the name that stands beside them: the library that
   draws them forgets it, so a screen reader would read them as nameless. */
"use strict";

function nameChoices() {
  for (const field of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    const drawn = field.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !drawn) continue;
    label.id = label.id || `${field.id}-label`;
    const shown = drawn.querySelector("[role=textbox]");
    drawn.setAttribute("aria-labelledby", shown ? `${label.id} ${shown.id}` : label.id);
    if (shown) shown.setAttribute("aria-labelledby", label.id);
  }
}

// They are drawn at some time after loading, and again whenever a row is added.
new MutationObserver(nameChoices).observe(document.body, {childList: true, subtree: true});
nameChoices();
