/* What pages do beyond plain HTML; every page also works without it.
   Text enters a page as text only: no sink that Trusted Types guards is used. */
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const on = (kind, act) => document.addEventListener(kind, act);
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };
  const later = (wait, run) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(run, wait); };
  };
  const json = async (url, options) => {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, ...options });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return answer.json();
  };
  const FAILED = "查找失败，请稍后再试；如果一直这样，请重新登录。";

  /* A fault that the script knows stands in words beside its field; an empty text takes it away. */
  const say = (box, text) => {
    const spot = box.closest(".combo") || box, old = spot.nextElementSibling?.matches(".said") && spot.nextElementSibling;
    if (old) old.textContent = text;
    else if (text) spot.after(make("div", { class: "wrong said", role: "alert" }, text));
  };

  /* Combobox: <select data-remote> keeps the chosen key, <input data-remote> gives its name to a hidden field. */
  const combo = (field) => {
    const select = field.tagName === "SELECT";
    const box = select ? make("input", { type: "text", class: "form-control" }) : field;
    const value = select ? field : make("input", { type: "hidden", name: field.name, value: field.dataset.value || "" });
    const none = select ? field.querySelector("option[value=''],option[value=__None]")?.value ?? "" : "";
    let items = [], active = -1, asked = 0, moved = 0, waiting = false, enter = false, left = false, composing = false;

    if (select) {
      const chosen = field.selectedOptions[0];
      box.id = field.id;
      box.value = chosen && chosen.value !== none ? chosen.text : "";
      box.placeholder = field.dataset.placeholder || "输入名称或拼音首字母";
      box.required = field.required;
      for (const name of ["aria-describedby", "aria-invalid"]) {
        if (field.hasAttribute(name)) box.setAttribute(name, field.getAttribute(name));
      }
      if (field.classList.contains("is-invalid")) box.classList.add("is-invalid");
      field.removeAttribute("id");
      field.required = false;
      field.hidden = true;
    } else {
      field.name += "_text";
    }
    const list = make("ul", { role: "listbox", id: `${box.id}-list`, "aria-label": "可选项" });
    const note = make("p", { role: "status" });
    const panel = make("div", { class: "combo-box" }, list, note);
    const wrap = make("div", { class: "combo" });
    field.before(wrap);
    wrap.append(box, panel, value);
    const roles = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id };
    for (const name in roles) box.setAttribute(name, roles[name]);

    const show = (open) => {
      panel.hidden = !open;
      box.setAttribute("aria-expanded", open);
      if (!open) box.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      active = index;
      [...list.children].forEach((row, at) => row.setAttribute("aria-selected", at === index));
      const row = list.children[index];
      if (row) {
        box.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      }
    };
    const keep = (id, text) => {
      if (select) field.replaceChildren(new Option(text, id, true, true));
      else value.value = id;
      box.setCustomValidity(box.value && id === none && !("free" in field.dataset) ? "请从列表中选择一项" : "");
      say(box, "");
      value.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const choose = (item) => { box.value = item.text; keep(item.id, item.text); show(false); };
    const draw = (answer) => {
      items = answer.items;
      list.replaceChildren(...items.map((item, at) => {
        const row = make("li", { role: "option", id: `${list.id}-${at}` }, item.text, " ", make("small", {}, item.hint || ""));
        row.addEventListener("click", () => choose(item));
        return row;
      }));
      note.textContent = answer.suggest || (items.length ? "" : "没有找到");
      mark(items.length ? (moved % items.length + items.length) % items.length : -1);
    };
    /* Enter where nothing was found says so beside the field, not only in the list. Leaving does not:
       a form that was refused meanwhile has said what is wrong there, and that stays. */
    const missed = () => { if (!items.length) { say(box, note.textContent || "没有找到"); show(false); } };
    const same = () => items.find((item) => item.text === box.value.trim());
    /* What is on screen can always be chosen: an answer to older letters goes away at once. */
    const seek = () => {
      list.replaceChildren();
      note.textContent = "正在查找…";
      show(document.activeElement === box);
    };
    const look = async () => {
      const turn = ++asked, url = new URL(field.dataset.remote, location.href);
      url.searchParams.set("q", box.value.trim());
      seek();
      try {
        const answer = await json(url);
        if (turn !== asked) return;
        draw(answer);
        const only = items.length === 1 ? items[0] : same();
        if ((enter || left) && only) choose(only);
        else if (enter && document.activeElement === box) missed();
      } catch {
        if (turn === asked) { items = []; note.textContent = FAILED; }
      }
      if (turn === asked) { moved = 0; waiting = enter = left = false; }
    };
    const soon = later(150, look);
    const typed = () => {
      if (composing) return;
      keep(none, "");
      items = [];
      asked++;
      moved = 0;
      waiting = true;
      seek();
      soon();
    };
    box.addEventListener("compositionstart", () => { composing = true; });
    box.addEventListener("compositionend", () => { composing = false; typed(); });
    box.addEventListener("input", typed);
    box.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing) return;
      if (step) {
        event.preventDefault();
        if (panel.hidden) look();
        else if (items.length) mark((active + step + items.length) % items.length);
        else if (waiting) moved += step;
      } else if (event.key === "Enter" && (waiting || !panel.hidden)) {
        event.preventDefault();
        if (waiting) enter = true;
        else if (items[active]) choose(items[active]);
        else missed();
      } else if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault();
        show(false);
      }
    });
    box.addEventListener("click", () => { if (panel.hidden) look(); });
    panel.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("blur", () => {
      const exact = same();
      if (exact) choose(exact);
      if (waiting) left = true;
      else asked++;
      show(false);
    });
    show(false);
  };

  /* Similar items beside a form. The fields go in the body: an address with a phone number would stay in logs. */
  const similar = (panel) => {
    const names = panel.dataset.similarFields.split(",");
    const inputs = () => names.flatMap((name) => [...document.getElementsByName(name)]).filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked);
    const list = panel.querySelector("ul"), note = panel.querySelector("p");
    /* On a phone the panel lies under the form: a line below the field that was touched leads to it. */
    const line = make("p", { class: "alike-line" }), many = make("a", { href: `#${panel.id}` });
    let asked = 0, last;
    const look = async () => {
      const turn = ++asked, body = new FormData();
      for (const input of inputs()) body.append(input.name, input.value);
      body.append("csrf_token", inputs()[0]?.form?.elements.csrf_token?.value ?? "");
      try {
        const { items } = await json(panel.dataset.similar, { method: "POST", body });
        if (turn !== asked) return;
        list.replaceChildren(...items.map((item) => make("li", {}, make("b", { class: "num" }, item.no), [item.on, item.place, item.state].filter(Boolean).join(" · "))));
        note.textContent = items.length ? `近 30 天有 ${items.length} 件相似事项，请先核对：` : "近 30 天没有相似事项。";
        many.textContent = `有 ${items.length} 件相似事项，点此核对`;
        line.replaceChildren(...(items.length ? [many] : []));
        last?.after(line);
      } catch {
        if (turn === asked) note.textContent = FAILED;
      }
    };
    const soon = later(400, look);
    for (const kind of ["input", "change"]) {
      on(kind, (event) => { if (names.includes(event.target.name)) {
        last = event.target.closest(".field");
        soon();
      } });
    }
    last = inputs().filter((input) => input.value).pop()?.closest(".field");
    if (last) soon();
  };

  /* Waiting: a line after one second, a busy word on the button, one submit only. */
  let timer, line;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      line = make("div", { class: "wait", role: "status" }, make("span", {}, "正在处理，请稍候…"));
      document.body.append(line);
    }, 1000);
  };
  const elsewhere = (form, button) => "download" in form.dataset || (button?.formTarget || form.target || "_self") !== "_self";
  const hold = (form, button) => {
    form.dataset.sent = "1";
    if (button && form.method === "post") {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy || "正在保存…";
      button.setAttribute("aria-disabled", "true");
    }
    wait();
  };
  /* Many rows go a few at a time, so that the button can say how far it is; the last ones bring the next page. */
  const inParts = async (form, button) => {
    const size = +button.dataset.parts, name = button.dataset.some;
    const left = [...form.elements].filter((one) => one.name === name && one.checked);
    const keep = (name, value) => form.append(make("input", { type: "hidden", name, value }));
    keep("confirmed", "1");
    try {
      while (left.length > size) {
        button.textContent = button.dataset.busy + left.length;
        const body = new FormData(form), some = left.splice(0, size);
        body.delete(name);
        for (const row of some) body.append(name, row.value);
        for (const number of (await json(form.action, { method: "POST", body })).numbers) keep("done", number);
        for (const row of some) row.checked = false;
      }
    } catch { /* What is left goes in one, and the page that comes says what is wrong. */ }
    form.submit();
  };
  addEventListener("pageshow", () => {
    clearTimeout(timer);
    line?.remove();
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("button[data-label]")) {
      button.textContent = button.dataset.label;
      button.removeAttribute("aria-disabled");
    }
  });

  /* The question before an action; the server asks it again on a page of its own when "confirmed" is missing. */
  const ask = (question, word, yes) => {
    const text = make("p", { id: "ask" }, question);
    const bar = make("div", { class: "bar" }, make("button", { class: "btn main", value: "yes" }, word), make("button", { class: "btn" }, "取消"));
    const dialog = make("dialog", { "aria-labelledby": "ask" }, make("form", { method: "dialog" }, text, bar));
    dialog.addEventListener("close", () => { dialog.remove(); if (dialog.returnValue === "yes") yes(); });
    document.body.append(dialog);
    dialog.showModal();
  };
  let dirty = all("form[data-guard=dirty]").length > 0;
  const warn = (event) => { clearTimeout(timer); event.preventDefault(); event.returnValue = "1"; };
  const guard = () => (dirty ? addEventListener : removeEventListener)("beforeunload", warn);

  on("submit", (event) => {
    const form = event.target, button = event.submitter;
    const question = button?.dataset.confirm || form.dataset.confirm;
    if (event.defaultPrevented || form.method === "dialog") return;
    const wrong = [...form.elements].find((one) => one.validity?.customError);
    if (wrong) {
      event.preventDefault();
      if (wrong.type !== "file") say(wrong, wrong.validationMessage);
      wrong.focus();
    } else if (button?.dataset.some && !all(`input[name=${button.dataset.some}]:checked`).length) {
      event.preventDefault();
      say(button, "请先勾选");
    } else if (form.dataset.sent) {
      event.preventDefault();
    } else if (question && !form.dataset.sure) {
      event.preventDefault();
      ask(question, button?.dataset.yes || button?.textContent || "确定", () => {
        const sure = make("input", { type: "hidden", name: "confirmed", value: "1" });
        form.append(sure);
        form.dataset.sure = "1";
        form.requestSubmit(button);
        sure.remove();
        delete form.dataset.sure;
      });
    } else if (!elsewhere(form, button)) {
      dirty = false;
      guard();
      hold(form, button);
      if (button?.dataset.parts) {
        event.preventDefault();
        inParts(form, button);
      }
    }
  });
  on("click", (event) => {
    const link = event.target.closest("a[href]");
    const here = link && !event.defaultPrevented && link.origin === location.origin && !link.hash && !link.target;
    if (here && !link.hasAttribute("download") && !event.ctrlKey && !event.shiftKey && !event.metaKey) wait();
  });
  on("input", (event) => {
    if (event.target.form?.hasAttribute("data-guard")) { dirty = true; guard(); }
  });

  /* Bulk rows: one box ticks all boxes of its name, and the count is said. */
  const tick = (event) => {
    const name = event.target.dataset.selectAll || event.target.name;
    const rows = all("input[type=checkbox]").filter((row) => row.name === name);
    if (event.target.dataset.selectAll) for (const row of rows) row.checked = event.target.checked;
    for (const out of all("[data-selected]")) {
      if (out.dataset.selected === name) out.textContent = `已选 ${rows.filter((row) => row.checked).length} 项`;
    }
  };

  /* Chosen files: names and sizes, and a word about what the server would refuse. */
  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
  const files = (input) => {
    const most = Number(input.dataset.maxMb || 50);
    const total = Number(input.dataset.totalMb || 400);
    const fault = (file) => (file.size === 0 ? "文件是空的，请重新选择" : file.size > most * 1048576 ? `超过 ${most} MB，请压缩或分开上传` : "");
    const chosen = [...input.files];
    let list = input.nextElementSibling;
    if (!list?.matches(".files")) input.after(list = make("ul", { class: "files", "aria-live": "polite" }));
    list.replaceChildren(...chosen.map((file) => make("li", fault(file) ? { class: "wrong" } : {}, `${file.name}（${size(file.size)}）${fault(file)}`)));
    const sum = chosen.reduce((bytes, file) => bytes + file.size, 0);
    const much = sum > total * 1048576 ? `合计 ${size(sum)}，超过 ${total} MB，请少选几个，分几次上传` : "";
    if (much) list.append(make("li", { class: "wrong" }, much));
    input.setCustomValidity(chosen.map(fault).find(Boolean) || much);
  };
  on("change", (event) => {
    if (event.target.type === "file") files(event.target);
    if (event.target.type === "checkbox") tick(event);
  });

  /* In a text of several lines Enter makes a line, and Ctrl+Enter sends the form. */
  on("keydown", (event) => {
    const form = event.target.form;
    if (event.key !== "Enter" || !event.ctrlKey || event.isComposing || event.target.tagName !== "TEXTAREA" || !form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".btn.main"));
  });
  for (const button of all("[data-print]")) button.addEventListener("click", () => print());

  on("keydown", (event) => {
    if (event.code !== "Slash" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const box = all("[data-search]").find((input) => input.offsetParent);
    if (!box || event.target.closest("input,textarea,select")) return;
    event.preventDefault();
    box.focus();
  });

  /* A part that a choice makes void is out of sight, unless there is a fault in it. */
  for (const part of all("[data-unless]")) {
    const [name, value] = part.dataset.unless.split("="), form = part.closest("form");
    const see = () => { part.hidden = form.elements[name].value === value && !part.querySelector(".bad"); };
    form.addEventListener("change", see);
    see();
  }
  guard();
  all("[data-remote]").forEach(combo);
  all("[data-similar]").forEach(similar);
  all(".errors")[0]?.focus();
})();
