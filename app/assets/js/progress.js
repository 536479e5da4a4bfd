/* Keeps a progress bar up to date; the page works by loading it again too. */
(() => {
  "use strict";
  const card = document.querySelector("[data-progress]");
  if (!card) return;
  const bar = card.querySelector("progress"), words = card.querySelector("p");
  const ask = async () => {
    try {
      const answer = await fetch(card.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const job = await answer.json();
      if (!job.runs) { location.reload(); return; }
      bar.value = job.done;
      words.textContent = words.textContent.replace(/\d+ \/ \d+/, `${job.done} / ${job.total}`);
    } catch { /* The network is away for a moment: ask again. */ }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1500);
})();
