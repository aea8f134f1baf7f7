// Looks again whether the file of this page is there. Without this script a link does.
"use strict";
const place = document.querySelector("[data-again]");
const lookAgain = async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.status !== 202) {
    answer.body?.cancel();
    place.textContent = place.dataset.made; // a Word file leaves this page as it is
    location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.innerHTML = page.querySelector("[data-again]").innerHTML;
  wait();
};
const wait = () => setTimeout(lookAgain, 1000 * place.dataset.again);
wait();
