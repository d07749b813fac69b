// Comfort for the facets: a box to search in long ones, and no button where choosing is enough.
// Everything works without this file.

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function addFindBox(facet) {
  const box = document.createElement("input");
  box.type = "search";
  box.className = "find";
  box.placeholder = facet.dataset.find;
  box.setAttribute("aria-label", facet.dataset.find);
  box.addEventListener("change", (event) => event.stopPropagation()); // not a filter of its own
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  box.addEventListener("input", () => {
    const wanted = folded(box.value.trim());
    const more = facet.querySelector("details");
    if (more) more.open = wanted !== "";
    for (const option of facet.querySelectorAll(".option")) {
      option.hidden = !folded(option.querySelector(".label").textContent).includes(wanted);
    }
  });
  facet.querySelector("legend").after(box);
}

const openFolds = new Set();
let sheetIsOpen = location.hash === "#filters";
addEventListener("hashchange", () => {
  sheetIsOpen = location.hash === "#filters";
  document.querySelector("#filters")?.classList.toggle("open", sheetIsOpen);
});

function prepare(root) {
  for (const facet of root.querySelectorAll("[data-find]")) addFindBox(facet);
  if (window.htmx) for (const button of root.querySelectorAll(".apply")) button.hidden = true;
  // What the reader had opened stays open when results are replaced.
  for (const fold of root.querySelectorAll(".facet details")) {
    fold.open = openFolds.has(fold.id);
    fold.addEventListener("toggle", () => openFolds[fold.open ? "add" : "delete"](fold.id));
  }
  // On a phone the filters are a sheet, which a link opens: it stays open when it is replaced.
  const sheet = root.querySelector("#filters");
  if (sheet) sheet.classList.toggle("open", sheetIsOpen);
  // The head stays when results are replaced: programs shall find the feed of what is shown now.
  const feed = root.querySelector("#feed");
  const link = document.querySelector('link[type="application/atom+xml"]');
  if (feed && link) link.href = feed.value;
}

// Whatever had the focus is replaced with the results: its successor gets it, or the heading after a link.
// And such a link (a chip, an order, a page) asks another question than the search box shows.
let focused = "";
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const link = detail.requestConfig.elt.closest("a");
  focused = link ? "results" : document.activeElement.id;
  const box = document.querySelector("#q");
  if (link && box) box.value = new URL(link.href).searchParams.get("q") ?? "";
});
document.addEventListener("htmx:afterSettle", () => {
  const successor = document.getElementById(focused);
  if (!successor || document.activeElement !== document.body) return;
  const fold = successor.closest(".facet details");
  if (fold) fold.open = true;
  successor.focus({ preventScroll: true });
});
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll(".langs a")) link.search = location.search;
});

prepare(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) prepare(event.detail.elt.parentElement ?? document);
});
