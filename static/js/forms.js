// A form marked `data-submit-once` is sent once, however often its button is clicked.
(() => {
  "use strict";
  let sent = new WeakSet();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-submit-once]")) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  });

  // Back in the browser's history shows the page as it was left.
  window.addEventListener("pageshow", () => { sent = new WeakSet(); });
})();
