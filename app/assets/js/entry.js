/* Beside the clerk's form: the caller's earlier items, and the scripts of the chosen kind of request.
   Without it the page shows both too. */
(() => {
  "use strict";
  const panel = document.querySelector("[data-caller]"), scripts = [...document.querySelectorAll("[data-script]")];
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };

  if (panel) {
    const phone = document.getElementsByName("phone")[0], list = panel.querySelector("ul"), note = panel.querySelector("p");
    const still = note.textContent;
    let timer, asked = 0;
    const row = (item) => make("li", {}, make("a", { href: item.url, target: "_blank" }, make("b", { class: "num" }, item.no)), ` ${item.on} · ${item.state}`, make("div", {}, item.title));
    const draw = ({ items, others, total }) => {
      list.replaceChildren(...items.map(row));
      note.textContent = total ? `这个电话有 ${total} 件以往诉求${items.length && others ? `，其中 ${others} 件不在您的权限内` : ""}。` : "这个电话没有以往诉求。";
      panel.hidden = false;
    };
    const look = async () => {
      const turn = ++asked, body = new FormData();
      /* The number goes in the body: an address with it would stay in logs. */
      body.append("phone", phone.value);
      body.append("csrf_token", phone.form.elements.csrf_token.value);
      try {
        const answer = await fetch(panel.dataset.caller, { method: "POST", body, headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        const found = await answer.json();
        if (turn === asked) draw(found);
      } catch {
        if (turn === asked) note.textContent = "查找失败，请稍后再试；如果一直这样，请重新登录。";
      }
    };
    phone.addEventListener("input", () => {
      clearTimeout(timer);
      asked++;
      if (phone.value.replace(/\D/g, "").length >= 7) timer = setTimeout(look, 400);
      else { list.replaceChildren(); note.textContent = still; }
    });
  }

  const choose = () => {
    const chosen = document.querySelector("input[name=request_type]:checked");
    for (const script of scripts) script.hidden = Boolean(chosen) && script.dataset.script !== chosen.value;
  };
  if (scripts.length) {
    document.addEventListener("change", (event) => { if (event.target.name === "request_type") choose(); });
    choose();
  }
})();
