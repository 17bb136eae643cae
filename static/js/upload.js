// Sends the files of the upload form one by one, each with a bar of its own.
// Without this script the same form posts them all at once.
(() => {
  "use strict";
  const form = document.getElementById("upload");
  const list = document.getElementById("upload-rows");
  const overlay = document.getElementById("drop-overlay");
  const template = document.getElementById("upload-row");
  const input = form.querySelector("input[type=file]");
  const { announce, isLogin, sentenceFor } = window.pdfsum;

  // More at once would only share the same line and the same disk.
  const AT_ONCE = 2;
  const maxBytes = Number(form.dataset.maxBytes);
  const waiting = [];
  let active = 0;

  function add(files) {
    for (const file of files) {
      const upload = makeRow(file);
      list.append(upload.row);
      const reason = refuse(file);
      if (reason) fail(upload, reason);
      else waiting.push(upload);
    }
    next();
  }

  function refuse(file) {
    if (file.size > maxBytes) {
      return `“${file.name}” has ${sizeText(file.size)}. The most that this library takes at once is ${form.dataset.maxSize}.`;
    }
    return file.size ? "" : `“${file.name}” is empty, or it is a folder. Drop the files themselves.`;
  }

  function makeRow(file) {
    const row = template.content.firstElementChild.cloneNode(true);
    const find = (name) => row.querySelector(name);
    const upload = {
      file, row, xhr: null,
      line: find(".status-line"), state: find(".upload-state"), percent: find(".upload-percent"),
      bar: find("progress"), refusal: find(".upload-refusal"),
      retry: find(".upload-retry"), close: find(".upload-close"),
    };
    find(".upload-name").textContent = file.name;
    upload.bar.setAttribute("aria-label", `Sending “${file.name}”`);
    upload.state.textContent = `${sizeText(file.size)}, waiting`;
    upload.close.setAttribute("aria-label", `Cancel “${file.name}”`);
    upload.close.addEventListener("click", () => remove(upload));
    upload.retry.addEventListener("click", () => again(upload));
    return upload;
  }

  function next() {
    while (active < AT_ONCE && waiting.length) send(waiting.shift());
  }

  function send(upload) {
    const { file } = upload;
    const xhr = new XMLHttpRequest();
    upload.xhr = xhr;
    active += 1;
    xhr.upload.addEventListener("progress", (event) => showSent(upload, event));
    xhr.upload.addEventListener("load", () => {
      upload.bar.removeAttribute("value");
      say(upload, "Checking the file");
    });
    xhr.addEventListener("load", () => answered(upload));
    xhr.addEventListener("error", () => failBroken(upload));
    xhr.addEventListener("loadend", () => {
      active -= 1;
      upload.xhr = null;
      next();
    });
    const body = new FormData();
    body.append("file", file, file.name);
    // With these the answer brings the count of the page along.
    for (const { name, value } of document.querySelectorAll("#bulk [name=filter], [name=counted]")) {
      body.append(name, value);
    }
    xhr.open("POST", form.action);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    xhr.send(body);
    say(upload, `Sending ${sizeText(file.size)}`);
  }

  function showSent(upload, event) {
    const share = event.total ? Math.floor((event.loaded / event.total) * 100) : 0;
    upload.bar.value = share;
    upload.percent.textContent = `${share} %`;
    const sent = sizeText(Math.min(event.loaded, upload.file.size));
    upload.state.textContent = `Sending ${sent} of ${sizeText(upload.file.size)}`;
  }

  function answered(upload) {
    const { xhr } = upload;
    if (isLogin(xhr.responseURL)) {
      fail(upload, "You have been logged out. Log in again, then drop the file once more.");
    } else if (xhr.status === 201) {
      takePlace(upload);
    } else if (xhr.responseText.includes("data-refusal")) {
      // The reason in the server's words, with the way to what is there already.
      window.htmx.swap(upload.refusal, xhr.responseText, { swapStyle: "innerHTML" });
      fail(upload, "");
    } else if (xhr.status === 413) {
      fail(upload, `“${upload.file.name}” is larger than ${form.dataset.maxSize}, the most that this library takes at once.`);
    } else {
      fail(upload, sentenceFor(xhr.status), { canRetry: xhr.status >= 500 });
    }
  }

  function takePlace(upload) {
    const answer = upload.xhr.responseText;
    upload.row.remove();
    window.htmx.swap("#document-rows", answer, { swapStyle: "afterbegin" });
    announce(`“${upload.file.name}” was added.`);
  }

  function failBroken(upload) {
    const sentence = navigator.onLine
      ? "The connection broke while the file was on its way."
      : "This device is offline.";
    fail(upload, sentence, { canRetry: true });
  }

  function fail(upload, sentence, { canRetry = false } = {}) {
    upload.row.classList.toggle("is-failed", Boolean(sentence) || hasFailed(upload));
    upload.bar.hidden = upload.line.hidden = true;
    if (sentence) {
      const text = document.createElement("p");
      text.className = "is-failed";
      text.textContent = sentence;
      upload.refusal.replaceChildren(text);
    }
    upload.retry.hidden = !canRetry;
    upload.close.setAttribute("aria-label", `Dismiss “${upload.file.name}”`);
    announce(`“${upload.file.name}” was not added. ${upload.refusal.textContent.trim()}`);
  }

  // What is here already is no failure, only news.
  const hasFailed = (upload) => Boolean(upload.refusal.querySelector(".is-failed"));

  function again(upload) {
    upload.row.classList.remove("is-failed");
    upload.bar.hidden = upload.line.hidden = false;
    upload.bar.value = 0;
    upload.retry.hidden = true;
    upload.refusal.replaceChildren();
    upload.close.setAttribute("aria-label", `Cancel “${upload.file.name}”`);
    say(upload, "Waiting");
    upload.close.focus();
    waiting.push(upload);
    next();
  }

  function remove(upload) {
    const place = waiting.indexOf(upload);
    if (place >= 0) waiting.splice(place, 1);
    const focusNext = upload.row.nextElementSibling?.querySelector(".upload-close") ?? input;
    upload.row.remove();
    focusNext.focus();
    upload.xhr?.abort();
  }

  function say(upload, text) {
    upload.state.textContent = text;
    upload.percent.textContent = "";
  }

  function sizeText(bytes) {
    if (bytes >= 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
    return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  }

  // --- Choosing and dropping ---------------------------------------------------

  input.required = false;
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  // dragenter comes once for every element on the way: count them.
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const setDepth = (value) => {
    depth = Math.max(0, value);
    overlay.hidden = depth === 0;
  };
  window.addEventListener("dragenter", (event) => hasFiles(event) && setDepth(depth + 1));
  window.addEventListener("dragleave", (event) => hasFiles(event) && setDepth(depth - 1));
  window.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  window.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setDepth(0);
    add(event.dataTransfer.files);
  });

  // A file restored from the trash has become a row; its refusal is settled.
  list.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    event.target.closest(".upload-row")?.remove();
    const restored = document.querySelector("#document-rows > .document-row");
    for (const gone of document.querySelectorAll(".row-gone")) {
      if (gone.id === restored?.id) gone.remove();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (active || waiting.length) event.preventDefault();
  });
})();
