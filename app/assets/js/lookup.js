/* A photographed code carries the query code behind the hash sign, which no server is sent. */
(() => {
  "use strict";
  const box = document.getElementById("code");
  const found = location.hash.slice(1);
  if (!box || !/^[0-9A-Za-z-]{16,24}$/.test(found)) return;
  box.value = found;
  history.replaceState(null, "", location.pathname);
  box.form.querySelector("button").focus();
})();
