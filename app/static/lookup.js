/*! sources d36df2c43d6660af */
(()=>{"use strict";const t=document.getElementById("code"),e=location.hash.slice(1);t&&/^[0-9A-Za-z-]{16,24}$/.test(e)&&(t.value=e,history.replaceState(null,"",location.pathname),t.form.querySelector("button").focus())})();
