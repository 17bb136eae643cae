// The table of contents goes along when another page is swapped in.
(() => {
  "use strict";

  const links = [...document.querySelectorAll("#contents [data-page]")];

  document.addEventListener("htmx:pushedIntoHistory", () => {
    const page = Number(new URLSearchParams(location.search).get("page") ?? 1);
    let current = null;
    for (const link of links) {
      link.removeAttribute("aria-current");
      const begins = Number(link.dataset.page);
      if (begins > page) continue;
      if (!current || begins >= Number(current.dataset.page)) current = link;
    }
    current?.setAttribute("aria-current", "true");
  });
})();
