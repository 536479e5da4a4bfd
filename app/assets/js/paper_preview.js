/* Beside a draft's form: the pages as they would print, drawn anew a moment after the clerk stops typing.
   Without it the button 预览 draws them. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-preview]"), sheets = document.getElementById("sheets"), said = document.getElementById("sheets-said");
  if (!form || !sheets) return;
  let timer, asked = 0;
  /* A fault stands beside its box at once; what is marked here is taken away here alone. */
  const blame = (faults) => {
    for (const old of form.querySelectorAll("[data-preview-fault]")) {
      old.parentElement.classList.remove("bad");
      old.remove();
    }
    for (const [id, words] of Object.entries(faults)) {
      const field = document.getElementById(id)?.closest(".field");
      if (!field || field.querySelector(".wrong")) continue;
      const fault = document.createElement("div");
      fault.className = "wrong";
      fault.dataset.previewFault = "";
      fault.textContent = words;
      field.classList.add("bad");
      field.append(fault);
    }
  };
  const draw = async () => {
    const turn = ++asked;
    try {
      /* Not multipart: a long table has more rows than a multipart form may have parts. */
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const found = await answer.json();
      if (turn !== asked) return;
      said.textContent = found.pages.length || !sheets.firstChild ? found.said : `${found.said}下面是改错以前的样子。`;
      blame(found.faults);
      sheets.classList.toggle("stale", !found.pages.length);
      if (found.pages.length) sheets.replaceChildren(...found.pages.map((page, at) => {
        const image = new Image();
        image.src = page;
        image.alt = `第 ${at + 1} 页`;
        return image;
      }));
    } catch {
      if (turn !== asked) return;
      sheets.classList.add("stale");
      said.textContent = "预览没有刷新，请稍后点“预览”；如果一直这样，请先保存，再重新登录。";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    asked++;
    timer = setTimeout(draw, 500);
  });
})();
