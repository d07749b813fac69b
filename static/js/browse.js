// Comfort for the facets: results without a new page, and a box to search in long lists. Loads htmx, which does the first.
// Everything works without this file.

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function addFindBox(list) {
  const box = document.createElement("input");
  box.type = "search";
  box.className = "find";
  box.placeholder = list.dataset.find;
  box.setAttribute("aria-label", list.dataset.find);
  box.addEventListener("change", (event) => event.stopPropagation()); // not a filter of its own
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  box.addEventListener("input", () => {
    const wanted = folded(box.value.trim());
    for (const option of list.querySelectorAll(".option")) {
      option.hidden = !folded(option.querySelector(".label").textContent).includes(wanted);
    }
  });
  list.before(box);
}

// 'Show more': the same results, of which the whole list is taken. Without this, the link leads to them.
async function showAll(link) {
  const values = link.closest(".values");
  const kept = document.createElement("input"); // whatever is chosen meanwhile asks for the whole list, too
  [kept.type, kept.name, kept.value] = ["hidden", "more", values.id.replace("values-", "")];
  values.append(kept);
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    if (!values.isConnected) return; // results of another question have come first
    values.replaceWith(document.adoptNode(page.getElementById(values.id)));
  } catch {
    return location.assign(link.href); // the browser says what is wrong
  }
  const whole = document.getElementById(values.id);
  prepareLists(whole);
  whole.querySelector("input[type=search]").focus();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest(".facet .more");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  showAll(link);
});

let sheetIsOpen = location.hash === "#filters";
addEventListener("hashchange", () => {
  sheetIsOpen = location.hash === "#filters";
  document.querySelector("#filters")?.classList.toggle("open", sheetIsOpen);
});

function prepareLists(root) {
  for (const list of root.querySelectorAll("[data-find]")) addFindBox(list);
}

function prepare(root) {
  prepareLists(root);
  // On a phone the filters are a sheet, which a link opens: it stays open when it is replaced.
  const sheet = root.querySelector("#filters");
  if (sheet) sheet.classList.toggle("open", sheetIsOpen);
  // The head stays when results are replaced: programs shall find the feeds and the text of what is shown now.
  const feed = root.querySelector("#feed");
  for (const link of feed ? document.querySelectorAll('link[rel="alternate"][type]') : []) {
    link.href = link.href.split("?")[0] + new URL(feed.value).search;
  }
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
  if (successor && document.activeElement === document.body) successor.focus({ preventScroll: true });
});
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll(".langs a")) link.search = location.search;
});

prepare(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) prepare(event.detail.elt.parentElement ?? document);
});

const place = document.querySelector("[data-htmx]");
const script = document.createElement("script");
script.src = place.dataset.htmx;
script.addEventListener("load", () => delete place.dataset.htmx);
document.head.append(script);
