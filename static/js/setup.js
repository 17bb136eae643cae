// The set-up token comes in the fragment of the address, which no server sees.
"use strict";

const field = document.getElementById("id_token");
const token = location.hash.slice(1);
if (field && token) {
  field.value = token;
  // Not left in the history of the browser.
  history.replaceState(null, "", location.pathname);
  document.getElementById("id_email").focus();
}
