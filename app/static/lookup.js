/*! sources 81a31232ceb3c426 */
(()=>{"use strict";const t=document.getElementById("code"),e=location.hash.slice(1);t&&/^[0-9A-Za-z-]{16,24}$/.test(e)&&(t.value=e,history.replaceState(null,"",location.pathname),t.form.querySelector("button").focus())})();
