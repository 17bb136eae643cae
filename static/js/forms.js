// A form marked `data-submit-once` is sent once, however often its button is clicked.
"use strict";

for (const form of document.querySelectorAll("form[data-submit-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
    }
    sent = true;
  });
  // Back in the browser's history shows the page as it was left.
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}
