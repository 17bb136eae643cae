// The selection on a list: shift-click, keys, the count. Ticking boxes and sending the
// form work without it.
(() => {
  "use strict";
  const list = document.getElementById("document-rows");
  const form = document.getElementById("bulk");
  const all = form.elements.all;
  const page = document.querySelector("[data-select-page]");
  const count = form.querySelector("[data-selected-count]");
  const { announce, hasKeys } = window.pdfsum;

  const boxes = () => [...list.querySelectorAll("[name='document']")];
  const ticked = () => boxes().filter((box) => box.checked);
  let last = null;
  let told = 0;

  function update() {
    const number = ticked().length;
    const everything = all?.checked;
    const text = everything ? "All selected" : `${number} selected`;
    count.value = text;
    page.checked = number > 0 && number === boxes().length;
    page.indeterminate = number > 0 && !page.checked;
    if ((everything ? -1 : number) !== told) {
      told = everything ? -1 : number;
      announce(everything ? `${all.parentElement.textContent.trim()} selected` : text);
    }
  }

  function tick(chosen, value) {
    for (const box of chosen) box.checked = value;
    if (all && !value) all.checked = false;
    update();
  }

  function clear() {
    for (const menu of form.querySelectorAll(".menu[open]")) menu.open = false;
    tick(boxes(), false);
    last = null;
  }

  // --- Mouse -----------------------------------------------------------------

  list.addEventListener("click", (event) => {
    const box = event.target.closest("[name='document']");
    if (!box) return;
    if (event.shiftKey && last?.isConnected) {
      const order = boxes();
      const [from, to] = [order.indexOf(last), order.indexOf(box)].sort((a, b) => a - b);
      tick(order.slice(from, to + 1), box.checked);
    }
    last = box;
  });

  // A shift-click on a label would mark the text beside it.
  list.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest(".row-check")) event.preventDefault();
  });

  list.addEventListener("change", (event) => {
    if (event.target.name !== "document") return;
    if (all && !event.target.checked) all.checked = false;
    update();
  });
  all?.addEventListener("change", () => tick(boxes(), all.checked));
  page.addEventListener("change", () => tick(boxes(), page.checked));
  form.querySelector("[data-clear-selection]").addEventListener("click", () => {
    clear();
    list.querySelector("a")?.focus();
  });

  // --- Keys --------------------------------------------------------------------

  const links = () => [...list.querySelectorAll(".row-title a")];
  const isTyping = (element) =>
    element.isContentEditable ||
    element.matches("textarea, select, input:not([type='checkbox'])");

  function move(step) {
    const order = links();
    const row = document.activeElement.closest(".document-row");
    const at = row ? order.indexOf(row.querySelector(".row-title a")) : -1;
    const next = at < 0 ? order[step > 0 ? 0 : order.length - 1] : order[at + step];
    next?.focus();
    next?.closest(".row").scrollIntoView({ block: "nearest" });
  }

  const inList = () => list.contains(document.activeElement);

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => inList() && (move(1), true),
    ArrowUp: () => inList() && (move(-1), true),
    x: () => {
      const box = document.activeElement.closest(".document-row")?.querySelector("[name='document']");
      if (!box) return false;
      last = box;
      tick([box], !box.checked);
      return true;
    },
    a: () => {
      if (!ticked().length && !all?.checked) return false;
      // Past all rows that Tab would stop at.
      form.querySelector("[name='all'], summary").focus({ preventScroll: true });
      return true;
    },
    "#": trash,
    Delete: trash,
  };

  function trash() {
    if (!ticked().length && !all?.checked) return false;
    form.querySelector("[value='trash']").click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && !event.defaultPrevented) {
      if (document.querySelector(".menu[open], dialog[open], :popover-open")) return;
      if (ticked().length) clear();
      return;
    }
    if (event.key.length === 1 && !hasKeys()) return;
    if (isTyping(event.target) || event.target.closest(".menu[open], dialog")) return;
    if (keys[event.key]?.() !== false && keys[event.key]) event.preventDefault();
  }, true);

  // --- Sending ----------------------------------------------------------------------

  // One field for all ids: a form has its limits.
  form.addEventListener("formdata", ({ formData }) => {
    const ids = formData.getAll("document");
    if (ids.length > 1) formData.set("document", ids.join(","));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!form.contains(event.detail.elt) || !event.detail.successful) return;
    for (const field of form.querySelectorAll("input[type='text'], select")) field.value = field.options ? field.options[0].value : "";
    const title = last && document.getElementById(`document-${last.value}-link`);
    clear();
    // All rows of the page are gone: those that follow take their place.
    if (!boxes().length) list.querySelector(".pager a")?.click();
    // The bar has gone, and a field or button of it that had the focus.
    const at = document.activeElement;
    if (at === document.body || form.contains(at)) (title ?? links()[0])?.focus({ preventScroll: true });
  });

  // Rows come and go: those that were swapped are not ticked any more.
  document.addEventListener("htmx:afterSettle", update);
  // Back in the history, browsers tick the boxes again.
  window.addEventListener("pageshow", update);
})();

// An address without the filters that are not used.
document.getElementById("filters")?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) {
    if (!value || (name === "ordering" && value === "-created_at")) formData.delete(name);
  }
});
document.querySelector("#filters [name='ordering']")?.addEventListener("change", (event) => {
  event.target.form.requestSubmit();
});
