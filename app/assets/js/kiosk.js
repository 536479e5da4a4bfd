/* The touch screen of a hall. What is pressed is kept in the browser first and sent afterwards, so that a network
   that is cut loses nothing; the server knows each entry by the device and its running number and keeps it once. */
(() => {
  "use strict";
  const root = document.querySelector("[data-kiosk]");
  if (!root) return;
  const form = root.querySelector("form"), url = root.dataset.kiosk, note = document.getElementById("line");
  const screens = [...root.querySelectorAll("[data-screen]")];
  const IDLE = 60_000, THANKS = 8_000, QUICK = 3_000, ALIVE = 60_000, MOST = 20;
  let idle, last = 0, lastGood = false, sending = false;

  /* The queue. */
  const open = new Promise((done, fail) => {
    const asked = indexedDB.open("kiosk", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "kiosk_seq" });
      asked.result.createObjectStore("refused", { keyPath: "kiosk_seq" });
      asked.result.createObjectStore("counter");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const inside = async (stores, mode, run) => {
    const database = await open, transaction = database.transaction(stores, mode, { durability: "strict" });
    return new Promise((done, fail) => {
      let found;
      transaction.oncomplete = () => done(found?.result);
      transaction.onabort = transaction.onerror = () => fail(transaction.error);
      found = run(transaction);
    });
  };
  const waiting = () => inside(["entries"], "readonly", (t) => t.objectStore("entries").getAll(undefined, MOST));
  const count = (store = "entries") => inside([store], "readonly", (t) => t.objectStore(store).count());
  /* A device whose storage was emptied must not use its old numbers again, and its clock may be wrong: it begins at
     any number. */
  const any = () => 1 + (crypto.getRandomValues(new Uint32Array(1))[0] % 2_000_000_000);
  const keep = (entry) => inside(["entries", "counter"], "readwrite", (t) => {
    const counter = t.objectStore("counter"), asked = counter.get("next");
    asked.onsuccess = () => {
      const seq = asked.result || any();
      counter.put(seq + 1, "next");
      t.objectStore("entries").add({ ...entry, kiosk_seq: seq });
    };
  });
  const settle = (kept, refused) => inside(["entries", "refused"], "readwrite", (t) => {
    const entries = t.objectStore("entries");
    for (const seq of kept) entries.delete(seq);
    for (const seq of refused) {
      const asked = entries.get(seq);
      asked.onsuccess = () => { if (asked.result) t.objectStore("refused").put(asked.result); entries.delete(seq); };
    }
  });

  const post = async (path, body) => {
    const answer = await fetch(`${url}/${path}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), cache: "no-store",
      signal: AbortSignal.timeout(20_000),
    });
    if (answer.status === 403) root.dataset.stopped = "1";
    if (!answer.ok) throw new Error(answer.status);
    delete root.dataset.stopped;
    return answer.json();
  };
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (let entries = await waiting(); entries.length; entries = await waiting()) {
        const { kept, refused } = await post("entries", { entries });
        if (!kept.length && !refused.length) break;
        await settle(kept, refused);
      }
    } catch { /* The network is away; the next try is at the next sign of life. */ }
    sending = false;
    tell();
  };
  const tell = async () => {
    const left = await count(), odd = await count("refused");
    const stopped = root.dataset.stopped ? "设备密钥已失效，请告诉管理员。" : "";
    note.textContent = stopped + (left ? `有 ${left} 条评价保存在本机，联网后自动上传。` : "")
      + (odd ? `有 ${odd} 条服务器没有收下，仍在本机，请告诉管理员。` : "");
    root.dataset.waiting = left;
  };
  const alive = async () => {
    try { await post("alive", { waiting: await count() }); } catch { /* It is told at the next one. */ }
    send();
  };

  /* The screens. */
  const show = (name) => {
    for (const screen of screens) screen.hidden = screen.dataset.screen !== name;
    root.dataset.at = name;
    root.querySelector(`[data-screen="${name}"] h1`)?.focus();
    clearTimeout(idle);
    if (name !== "start") idle = setTimeout(restart, name === "thanks" ? THANKS : IDLE);
  };
  const restart = () => {
    form.reset();
    document.body.classList.remove("big", "contrast");
    for (const button of root.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", "false");
    window.speechSynthesis?.cancel();
    document.getElementById("kiosk-chosen").textContent = "";
    wrong("");
    show("start");
  };
  const touched = () => { if (root.dataset.at === "more") { clearTimeout(idle); idle = setTimeout(restart, IDLE); } };
  const wrong = (text) => { const spot = document.getElementById("kiosk-wrong"); spot.textContent = text; spot.hidden = !text; };
  const level = () => form.elements.level.value;
  const isBad = () => level().endsWith("dissatisfied");
  const now = () => {
    const parts = new Intl.DateTimeFormat("sv-SE", {
      timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23",
    }).format(new Date()).split(" ");
    return { happened_on: parts[0], happened_hour: Number(parts[1].slice(0, 2)) };
  };
  const submit = async () => {
    const data = new FormData(form), reasons = isBad() ? data.getAll("reasons") : [];
    if (isBad() && !reasons.length) return wrong("请选择不满意的原因，可以多选。");
    const other = (data.get("other_text") || "").trim();
    if (reasons.includes("other") && !other) return wrong("请写明其他原因。");
    const at = performance.now(), quick = !isBad() && lastGood && last && at - last < QUICK;
    try {
      await keep({
        scale: root.dataset.scale, level: level(), reasons, other_text: other, staff_id: data.get("staff_id") || "",
        service_item_id: data.get("service_item_id") || "", is_quick: Boolean(quick), ...now(),
      });
    } catch { return wrong("这台机器现在存不下评价，请到窗口扫码评价。"); }
    [last, lastGood] = [at, !isBad()];
    form.reset();
    show("thanks");
    send();
  };

  form.addEventListener("change", (event) => {
    if (event.target.name !== "level") return;
    document.getElementById("kiosk-chosen").textContent = event.target.dataset.label;
    wrong("");
    show("more");
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  root.addEventListener("click", (event) => {
    touched();
    const act = event.target.closest("[data-act]")?.dataset.act, button = event.target.closest("button");
    if (act === "restart") restart();
    if (act === "big" || act === "contrast") button.setAttribute("aria-pressed", document.body.classList.toggle(act));
    if (act === "read") {
      const screen = screens.find((one) => !one.hidden), words = new SpeechSynthesisUtterance(screen.innerText);
      words.lang = "zh-CN";
      speechSynthesis.cancel();
      speechSynthesis.speak(words);
    }
  });
  root.addEventListener("keydown", touched);
  if (!window.speechSynthesis) root.querySelector('[data-act="read"]').hidden = true;

  /* The page itself is kept, so that the device starts without a network. */
  const shell = async () => {
    if (!("serviceWorker" in navigator) || !navigator.onLine) return;
    const words = window.trustedTypes?.createPolicy("kiosk", { createScriptURL: (text) => text });
    const path = root.dataset.worker;
    await navigator.serviceWorker.register(words ? words.createScriptURL(path) : path, { scope: "/kiosk/" });
    const parts = [...document.querySelectorAll("link[href],script[src]")].map((part) => part.href || part.src);
    const fresh = await caches.open("kiosk");
    const all = [location.origin + location.pathname, ...parts];
    await fresh.addAll(all);
    for (const old of await fresh.keys()) if (!all.includes(old.url)) await fresh.delete(old);
    root.dataset.ready = "1";
  };
  navigator.storage?.persist?.();
  addEventListener("online", alive);
  setInterval(alive, ALIVE);
  shell().catch(() => {});
  show("start");
  tell();
  alive();
})();
