// A quote brings its reference along when it is copied from a page or a summary.
// Without this, copying does what it always did; `data-quoting="off"` on an element
// around it, such as <body>, leaves it that way.
(() => {
  "use strict";

  // Below it, somebody copies a name or a figure and wants nothing else.
  const FEWEST_WORDS = 4;
  // Scripts without blanks: this many letters are about as much.
  const FEWEST_LETTERS = 16;

  const source = () => document.querySelector("[data-quote-source]");

  const isQuote = (text) =>
    text.split(/\s+/).filter(Boolean).length >= FEWEST_WORDS || text.length >= FEWEST_LETTERS;

  // “Jörg Müller, Title (2024), p. 12, https://…”
  function referenceTo(page, address) {
    const { quoteAuthors, quoteTitle, quoteYear } = source().dataset;
    const title = quoteYear ? `${quoteTitle} (${quoteYear})` : quoteTitle;
    const work = [quoteAuthors, title].filter(Boolean).join(", ");
    return { work, place: page ? `p. ${page}` : "", address };
  }

  function asText(quote, { work, place, address }) {
    const cited = [work, place, address].filter(Boolean).join(", ");
    return `“${quote}” — ${cited}`;
  }

  function asHtml(quote, { work, place, address }) {
    const paragraph = document.createElement("p");
    const before = [work, place].filter(Boolean).join(", ");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = address;
    paragraph.append(`“${quote}” — ${before}, `, link);
    return paragraph.outerHTML;
  }

  // The region decides page and address: all of one page, or a sentence of a summary.
  function placeOf(region) {
    const { quotePage, quoteUrl } = region.dataset;
    return referenceTo(quotePage, new URL(quoteUrl, location.href).href);
  }

  function tell() {
    window.pdfsum.announce("Copied with its reference");
  }

  // What was selected of a region, without its buttons and page links.
  function quoted(selection, region) {
    const range = selection.getRangeAt(0).cloneRange();
    if (!region.contains(range.endContainer)) {
      // A third click selects up to the beginning of what follows. More than that is
      // no quote of one place.
      if (range.endOffset !== 0) return "";
      range.setEnd(region, region.childNodes.length);
    }
    const copy = range.cloneContents();
    for (const other of copy.querySelectorAll("a, button")) other.remove();
    for (const block of copy.querySelectorAll("p, h3")) block.append(" ");
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  let isTold = false;

  document.addEventListener("copy", (event) => {
    const selection = document.getSelection();
    if (!source() || !selection || selection.isCollapsed || event.defaultPrevented) return;
    const start = selection.getRangeAt(0).startContainer;
    const within = start.nodeType === Node.ELEMENT_NODE ? start : start.parentElement;
    const region = within?.closest("[data-quote-url]");
    if (!region || region.closest("[data-quoting='off']")) return;
    const quote = quoted(selection, region);
    if (!isQuote(quote)) return;
    const reference = placeOf(region);
    event.clipboardData.setData("text/plain", asText(quote, reference));
    event.clipboardData.setData("text/html", asHtml(quote, reference));
    event.preventDefault();
    if (!isTold) tell();
    isTold = true;
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-quote]");
    if (!button || !source()) return;
    const region = button.closest("[data-quote-url]");
    const quote = button.dataset.copyQuote.replace(/\s+/g, " ").trim();
    const reference = placeOf(region);
    const text = asText(quote, reference);
    try {
      const parts = { "text/plain": text, "text/html": asHtml(quote, reference) };
      const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      tell();
      button.dataset.label ??= button.textContent;
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
    } catch {
      // No clipboard without HTTPS, or one that was refused.
      window.pdfsum.showNotice("The browser does not allow copying here. Select the text and copy it.");
    }
  });
})();
