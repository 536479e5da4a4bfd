/* The message board beyond plain HTML: villages of the chosen township only, name and number only
   where they are wanted, the present position on request. Without it every village stands in the list, under its township. */
(() => {
  "use strict";
  const town = document.getElementById("township"), village = document.getElementById("village");
  if (town && village) {
    const groups = [...village.querySelectorAll("optgroup")];
    const fit = () => {
      const name = town.value ? town.selectedOptions[0].text : "";
      for (const group of groups) {
        const off = Boolean(name) && group.label !== name;
        group.hidden = off;
        group.disabled = off;
      }
      if (village.selectedOptions[0]?.parentElement.disabled) village.value = "";
    };
    town.addEventListener("change", fit);
    village.addEventListener("change", () => {
      const group = village.selectedOptions[0]?.closest("optgroup");
      const own = group && [...town.options].find((one) => one.text === group.label);
      if (own) { town.value = own.value; fit(); }
    });
    fit();
  }
  const contact = document.querySelector(".sign:not(.open) .contact");
  if (contact) {
    const modes = [...document.querySelectorAll("input[name=identity_mode]")];
    const sign = () => { contact.hidden = modes.some((one) => one.checked && one.value === "anonymous"); };
    for (const one of modes) one.addEventListener("change", sign);
    sign();
  }
  const line = document.querySelector(".locate"), note = document.getElementById("place_note");
  if (!line || !note || !navigator.geolocation || !isSecureContext) return;
  line.hidden = false;
  const said = line.querySelector("span");
  line.querySelector("button").addEventListener("click", () => {
    said.textContent = "正在定位…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = `北纬${coords.latitude.toFixed(5)}，东经${coords.longitude.toFixed(5)}`;
        note.value = [note.value.replace(/（?北纬[\d.]+，东经[\d.]+）?/, "").trim(), `（${at}）`].join("");
        said.textContent = "已填入，可以改，也可以删掉。";
      },
      () => { said.textContent = "没有定到位置，请用文字写明。"; },
      { timeout: 15000, maximumAge: 60000 },
    );
  });
})();
