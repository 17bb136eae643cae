// Small things on every page. Everything here is an extra: pages work without it.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);

  // --- Notices -------------------------------------------------------------

  const READING_TIME = 8000;

  function showNotice(text) {
    const toasts = byId("toasts");
    // A server that is away answers every click alike: the last one is enough.
    for (const p of toasts.querySelectorAll("p")) {
      if (p.textContent === text) p.closest(".toast")?.remove();
    }
    const toast = byId("toast-template").content.cloneNode(true);
    toast.querySelector("p").textContent = text;
    toasts.append(toast);
  }

  function announce(text) {
    byId("announcer").textContent = text;
  }

  window.pdfsum = { showNotice, announce };

  // What succeeded leaves by itself, unless somebody reads it or points at it.
  function leaveLater(toast) {
    // What can be undone waits for somebody to decide.
    if (!toast.matches?.(".toast-success") || toast.querySelector("form")) return;
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, READING_TIME);
      else toast.remove();
    };
    setTimeout(leave, READING_TIME);
  }
  for (const toast of byId("toasts").children) leaveLater(toast);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(leaveLater);
  }).observe(byId("toasts"), { childList: true });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".toast").remove();
  });

  // --- Copying -------------------------------------------------------------

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && byId(button.dataset.copy);
    if (!source) return;
    const text = "value" in source ? source.value : source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      button.dataset.label ??= button.textContent;
      button.textContent = "Copied";
      announce("Copied");
      setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
    } catch {
      // No clipboard without HTTPS: leave the text marked, ready for Ctrl+C.
      if (source.select) source.select();
      showNotice("The browser does not allow copying here. Select the text and copy it.");
    }
  });

  // --- Theme ---------------------------------------------------------------

  const themes = document.querySelector("[data-theme-switch]");
  if (themes) {
    const root = document.documentElement;
    const now = root.dataset.theme ?? "system";
    themes.querySelector(`[value="${now}"]`).checked = true;
    themes.addEventListener("change", (event) => {
      const theme = event.target.value;
      if (theme === "system") delete root.dataset.theme;
      else root.dataset.theme = theme;
      try {
        if (theme === "system") localStorage.removeItem("theme");
        else localStorage.setItem("theme", theme);
      } catch {
        // Storage is switched off: the choice holds for this page.
      }
    });
  }

  // --- Keys and menus --------------------------------------------------------

  // Speech and a slip of the hand press single characters too: they can be off.
  function hasKeys() {
    try {
      return localStorage.getItem("keys") !== "off";
    } catch {
      return true;
    }
  }
  window.pdfsum.hasKeys = hasKeys;

  const keysSwitch = document.querySelector("[data-keys-switch]");
  if (keysSwitch) {
    keysSwitch.checked = hasKeys();
    keysSwitch.addEventListener("change", () => {
      try {
        if (keysSwitch.checked) localStorage.removeItem("keys");
        else localStorage.setItem("keys", "off");
      } catch {
        showNotice("This browser keeps no settings for pages, so the keys stay on.");
        keysSwitch.checked = true;
      }
    });
  }

  const isTyping = (element) =>
    element.isContentEditable || element.matches("input, textarea, select");

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && hasKeys() && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.querySelector("[data-search]");
      if (!field || isTyping(event.target)) return;
      event.preventDefault();
      field.focus();
      field.select();
    }
    if (event.key === "Escape") {
      const menu = document.querySelector(".menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // --- Evidence ----------------------------------------------------------------

  // A link to the page rather than to the evidence still ends at the evidence.
  function showEvidence() {
    const evidence = byId("evidence");
    if (!evidence || !["#page", "#evidence"].includes(location.hash)) return;
    evidence.scrollIntoView({ block: "center" });
    evidence.focus({ preventScroll: true });
  }
  showEvidence();

  // --- htmx ----------------------------------------------------------------------

  // The rows that are processed first stand last; an address has its limits.
  const MAX_WATCHED = 100;

  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData } = event.detail;
    if (elt.id !== "document-progress") return;
    const ids = formData.getAll("id").slice(-MAX_WATCHED);
    formData.delete("id");
    for (const id of ids) formData.append("id", id);
  });

  let lastRow = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    // The session has ended: the answer is the log-in page, not a part of this one.
    if (xhr.responseURL && isLogin(xhr.responseURL)) {
      event.detail.shouldSwap = false;
      location.reload();
      return;
    }
    lastRow = target.matches(".pager") ? target.previousElementSibling : null;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const { requestConfig } = event.detail;
    // Whoever asked for more goes on reading at the first new row.
    lastRow?.nextElementSibling?.querySelector("a")?.focus({ preventScroll: true });
    lastRow = null;
    if (requestConfig?.target?.id === "page") arriveAtPage();
  });

  function arriveAtPage() {
    const evidence = byId("evidence");
    if (evidence) {
      evidence.scrollIntoView({ block: "center" });
      evidence.focus({ preventScroll: true });
    } else {
      byId("page").scrollIntoView({ block: "start" });
      byId("page-heading").focus({ preventScroll: true });
    }
    announce(byId("page-heading").textContent);
  }

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    // What somebody is typing is not thrown away: the poll asks again in a second.
    const refresh = event.detail.xhr.getResponseHeader("HX-Refresh") === "true";
    if (refresh && document.querySelector("#facts form, .tag-add input:focus")) event.preventDefault();
  });

  document.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr } = event.detail;
    if (elt.id === "document-progress") return; // It asks again in a second.
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const notice = answer.querySelector("[data-notice]");
    showNotice(notice?.textContent ?? sentenceFor(xhr.status));
  });

  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt.id === "document-progress") return;
    showNotice("pdfsum does not answer. Check the connection and try again.");
  });

  function sentenceFor(status) {
    if (status === 403) return "That was refused. Reload the page and try again.";
    if (status === 404) return "That is not here any more. Reload the page.";
    return "That did not work. Reload the page and try again.";
  }

  function isLogin(url) {
    const login = document.body.dataset.loginUrl;
    return login && new URL(url).pathname === login;
  }

  window.pdfsum.isLogin = isLogin;
  window.pdfsum.sentenceFor = sentenceFor;
})();
