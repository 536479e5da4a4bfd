/* What a dissatisfied citizen is asked opens at once; without this script the server asks for it. */
(() => {
  "use strict";
  for (const form of document.querySelectorAll(".rating")) {
    const bad = form.querySelector(".bad-only"), other = form.querySelector(".other-only");
    if (!bad) continue;
    const see = () => {
      bad.classList.toggle("asked", Boolean(form.querySelector('[name="level"][value$="dissatisfied"]:checked')));
      other.classList.toggle("asked", form.querySelector('[name="reasons"][value="other"]').checked);
    };
    form.classList.add("scripted");
    form.addEventListener("change", see);
    form.addEventListener("reset", () => setTimeout(see));
    see();
  }
})();
