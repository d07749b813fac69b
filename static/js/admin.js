// What Django's admin lacks for people who don't see the page or use no mouse, and the numbers of citations.

// Autocompletes (select2): a name for box, search field and list, and which option is marked.

const labelOf = (select) => select.labels[0] ?? document.querySelector(`label[for="${select.id}"]`);

function nameBox(select) {
  const label = labelOf(select);
  const box = select.nextElementSibling?.querySelector("[role=combobox]");
  if (!label || !box) return;
  label.id ||= `${select.id}-label`;
  const shown = box.querySelector(".select2-selection__rendered");
  for (const name of ["role", "aria-readonly"]) shown.removeAttribute(name);
  box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  box.setAttribute("aria-haspopup", "listbox");
  const help = select.getAttribute("aria-describedby");
  if (help) box.setAttribute("aria-describedby", help);
}

function nameList(select) {
  const list = document.querySelector(".select2-container--open .select2-results__options");
  select.nextElementSibling.querySelector("[role=combobox]").setAttribute("aria-controls", list.id);
  const search = list.closest(".select2-dropdown").querySelector("input");
  for (const element of [list, search]) element.setAttribute("aria-labelledby", labelOf(select).id);
  list.removeAttribute("aria-expanded"); // is not for lists
  const markOption = () => {
    [...list.children].forEach((option, i) => (option.id ||= `${list.id}-${i}-${Date.now()}`));
    const marked = list.querySelector(".select2-results__option--highlighted");
    if (marked) search.setAttribute("aria-activedescendant", marked.id);
    else search.removeAttribute("aria-activedescendant");
  };
  new MutationObserver(markOption).observe(list, { childList: true, subtree: true, attributeFilter: ["class"] });
}

// What was looked for goes along to the form of a new one.
const NAMED = { organisation: "name_en", source: "title" };

function passOn(select) {
  const add = select.closest(".related-widget-wrapper")?.querySelector(".add-related");
  const name = NAMED[select.dataset.fieldName];
  const typed = document.querySelector(".select2-container--open .select2-search__field")?.value.trim();
  if (!add || !name) return;
  const address = new URL(add.href);
  if (typed) address.searchParams.set(name, typed);
  else address.searchParams.delete(name);
  add.href = address.href;
}

function nameBoxes(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) nameBox(select);
}

const $ = window.django?.jQuery;
if ($) {
  $(() => nameBoxes(document));
  document.addEventListener("formset:added", (event) => nameBoxes(event.target));
  // Rows below the one that went get new numbers, and what they are named by gets new ids, after this event.
  document.addEventListener("formset:removed", () => setTimeout(() => nameBoxes(document)));
  $(document).on("select2:open", (event) => nameList(event.target));
  $(document).on("select2:closing", (event) => passOn(event.target));
}

// Checkboxes that belong together have a name together.

for (const boxes of document.querySelectorAll(".form-row div[id^=id_]:has(> div > label > input)")) {
  const label = boxes.closest(".flex-container")?.querySelector(":scope > label");
  if (!label) continue;
  label.id ||= `${boxes.id}-label`;
  boxes.setAttribute("role", "group");
  boxes.setAttribute("aria-labelledby", label.id);
}

// A figure names its citation by number: the choices follow the rows above it, also those just added.

const rowsOf = (name) => [...document.querySelectorAll(`#${name}-group .inline-related:not(.empty-form)`)];

function described(row, number) {
  const field = (name) => row.querySelector(`[name$="-${name}"]`);
  const texts = [field("source")?.selectedOptions[0]?.text, field("pages")?.value, field("paragraphs")?.value];
  if (!texts[1] && !texts[2]) texts.push(field("section")?.value);
  return `#${number} ${texts.filter(Boolean).join(", ")}`;
}

function renumber(select) {
  const rows = rowsOf(select.dataset.rows);
  const [none, ...options] = select.options;
  const numberOf = (row) => Number(row.id.split("-").pop()) + 1;
  const named = (option) => rows.find((row) => numberOf(row) === Number(option.value));
  const rowOf = (option) => option && option !== none && (option.row ?? named(option));
  const chosen = rowOf(select.selectedOptions[0]);
  const before = rowOf(options.find((option) => option.defaultSelected));
  const made = rows.map((row, i) => {
    const option = new Option(described(row, i + 1), numberOf(row), row === before, row === chosen);
    option.row = row;
    return option;
  });
  select.replaceChildren(none, ...made);
  if (!rows.includes(chosen)) select.value = "";
}

const renumberAll = () => document.querySelectorAll("select[data-rows]").forEach(renumber);
renumberAll();
for (const event of ["formset:added", "formset:removed", "rows:moved"]) document.addEventListener(event, renumberAll);
document.addEventListener("focusin", ({ target }) => target.matches("select[data-rows]") && renumber(target));

// What scrolls in a box of its own can be reached with the keyboard.

for (const box of document.querySelectorAll(".results, #change-history")) {
  const title = document.querySelector("#content h1");
  if (!title || box.scrollWidth <= box.clientWidth) continue;
  title.id ||= "title";
  for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-labelledby", title.id]]) {
    box.setAttribute(name, value);
  }
}

// What opens over the form closes as menus do: with Escape, and when something else is pressed.

const opened = () => document.querySelectorAll(".pf-next[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of opened()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
});
