/* The wall screen of the hall: one panel after the other, fresh figures, and a pause.
   A fetched page is parsed by the request itself, so that no sink of Trusted Types is used. */
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const stage = document.querySelector("[data-stage]"), note = document.querySelector("[data-note]");
  const pause = document.querySelector("[data-pause]"), count = document.querySelector("[data-count]");
  const TURN = Number(stage.dataset.turn) * 1000, FRESH = Number(stage.dataset.fresh) * 1000;
  let at = 0, stopped = false, timer;

  const panels = () => all("[data-panel]");
  const show = (to) => {
    const list = panels();
    at = (to + list.length) % list.length;
    list.forEach((panel, index) => { panel.hidden = index !== at; });
    count.textContent = `${at + 1} / ${list.length}`;
    dispatchEvent(new Event("charts"));
  };
  const turn = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => { show(at + 1); turn(); }, TURN);
  };
  const hold = () => {
    stopped = !stopped;
    pause.textContent = stopped ? "继续轮播" : "暂停轮播";
    pause.setAttribute("aria-pressed", stopped);
    turn();
  };
  pause.addEventListener("click", hold);
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) { show(at + step); turn(); }
    else if (event.key === " " && event.target !== pause) { event.preventDefault(); hold(); }
  });

  /* Old figures stay on the wall when new ones do not come, and a line says since when. */
  const old = (why) => { note.textContent = `${why}，数字停在 ${stage.dataset.at}。`; };
  const fresh = () => {
    const asked = new XMLHttpRequest();
    asked.responseType = "document";
    asked.timeout = 60000;
    asked.open("GET", location.href);
    asked.onload = () => {
      const found = asked.status === 200 && asked.response && asked.response.querySelector("[data-stage]");
      if (!found) return old(asked.status >= 500 ? "系统正忙" : "登录已到期，请工作人员重新登录");
      stage.dataset.at = found.dataset.at;
      stage.replaceChildren(...found.childNodes);
      note.textContent = "";
      for (const time of all("[data-asof]")) time.textContent = found.dataset.at;
      show(at);
    };
    asked.onerror = asked.ontimeout = () => old("网络不通");
    asked.send();
  };
  setInterval(fresh, FRESH);
  document.documentElement.classList.add("turning");
  show(0);
  turn();
})();
