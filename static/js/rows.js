// Rows below a form: adding and taking away new ones, and putting them in order by buttons, keys and dragging. Without
// this file each row has a box for its place, and the plain form has empty rows.

const made = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
const rowsOf = (list) => [...list.querySelectorAll(":scope > .pf-row")];
const placeOf = (row) => row.querySelector(".row-place");
const notify = (target, name, detail) => target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

// What a row says in one line

function nameOf(row) {
  const title = row.querySelector("h3");
  return `${title.querySelector("b").textContent.trim()} ${title.querySelector(".pf-first").textContent.trim()}`.trim();
}

function nameMoves(row) {
  for (const button of row.querySelectorAll(".pf-moves button")) {
    button.setAttribute("aria-label", `${button.dataset.label}: ${nameOf(row)}`);
  }
}

function tell(row) {
  const controls = [...row.querySelectorAll(".pf-fields :is(select, textarea, input[type=text], input:not([type]))")];
  const texts = controls.map((control) => (control.selectedOptions ? control.selectedOptions[0]?.text : control.value));
  const [first = "", ...rest] = texts.filter((text) => text?.trim() && !/^-+$/.test(text));
  row.querySelector(".pf-first").textContent = first;
  row.querySelector(".pf-rest").textContent = rest.join(" · ");
  nameMoves(row);
}

// Order

function number(list) {
  const rows = rowsOf(list);
  for (const [i, row] of rows.entries()) {
    row.querySelector(".pf-number").textContent = i + 1;
    const [up, down] = row.querySelectorAll(".pf-moves button");
    if (!up) continue;
    up.disabled = i === 0;
    down.disabled = i === rows.length - 1;
  }
}

function keepPlaces(list) {
  for (const [i, row] of rowsOf(list).entries()) if (placeOf(row)) placeOf(row).value = i + 1;
  number(list);
  notify(list, "rows:moved");
  notify(list, "input"); // keep.js keeps it
}

function move(row, step) {
  const list = row.parentElement;
  const rows = rowsOf(list);
  const place = rows.indexOf(row) + step;
  if (place < 0 || place >= rows.length) return;
  if (step < 0) rows[place].before(row);
  else rows[place].after(row);
  keepPlaces(list);
  list.said.textContent = list.dataset.moved
    .replace("{row}", nameOf(row))
    .replace("{place}", place + 1)
    .replace("{count}", rows.length);
}

function sort(list) {
  const wanted = (row) => Number(placeOf(row)?.value || Number(row.id.split("-").pop()) + 1);
  list.append(...rowsOf(list).sort((one, other) => wanted(one) - wanted(other)), list.said);
  number(list);
}

function addMoves(row, list) {
  const moves = made("div", { className: "pf-moves" });
  for (const [label, sign, step] of [[list.dataset.up, "↑", -1], [list.dataset.down, "↓", 1]]) {
    const button = made("button", { type: "button", textContent: sign });
    button.dataset.label = label;
    button.addEventListener("click", () => {
      move(row, step);
      (button.disabled ? moves.querySelector("button:enabled") : button)?.focus();
    });
    moves.append(button);
  }
  row.append(moves);
  nameMoves(row);
  const summary = row.querySelector("summary");
  summary.addEventListener("keydown", (event) => {
    const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(row, step);
    summary.focus();
  });
  summary.draggable = true;
  summary.addEventListener("dragstart", (event) => {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", nameOf(row));
    list.dragged = row;
  });
  summary.addEventListener("dragend", () => {
    if (list.dragged) keepPlaces(list);
    list.dragged = null;
  });
  row.addEventListener("dragover", (event) => {
    if (!list.dragged) return;
    event.preventDefault();
    const { top, height } = row.getBoundingClientRect();
    if (row !== list.dragged) row[event.clientY < top + height / 2 ? "before" : "after"](list.dragged);
  });
  row.addEventListener("drop", (event) => list.dragged && event.preventDefault());
}

// New rows, and all of them

function addRemoval(row, list) {
  const button = made("button", { type: "button", className: "button", textContent: list.dataset.remove });
  button.addEventListener("click", () => {
    row.remove();
    number(list);
    notify(document, "formset:removed", { formsetName: list.dataset.rows });
    list.parentElement.querySelector(".add-row button")?.focus();
  });
  row.querySelector(".pf-row-end").append(button);
}

function makeReady(row, list) {
  placeOf(row)?.closest("label").setAttribute("hidden", "");
  if (placeOf(row)) addMoves(row, list);
  if (!row.matches(".has_original") && !row.querySelector("[name$=-DELETE]")) addRemoval(row, list);
  row.querySelector("details").addEventListener("toggle", (event) => event.target.open || tell(row));
}

function add(list, template) {
  const total = document.getElementById(`id_${list.dataset.rows}-TOTAL_FORMS`);
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const { name, value } of element.attributes) {
      if (value.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", total.value));
    }
  }
  total.value = Number(total.value) + 1;
  list.said.before(row);
  list.parentElement.querySelector(".pf-none")?.remove();
  makeReady(row, list);
  number(list);
  notify(row, "formset:added", { formsetName: list.dataset.rows });
  return row;
}

for (const list of document.querySelectorAll(".pf-list")) {
  list.said = list.appendChild(made("p", { className: "visually-hidden" }));
  list.said.setAttribute("role", "status");
  for (const row of rowsOf(list)) makeReady(row, list);
  number(list);
  list.addEventListener("change", ({ target }) => target.matches(".row-place") && sort(list));
  const template = list.parentElement.querySelector("template");
  const adding = list.parentElement.querySelector(".add-row");
  if (!adding) continue;
  adding.hidden = false;
  adding.querySelector("button").addEventListener("click", () => {
    add(list, template).querySelector(".pf-fields :is(select, input, textarea, [role=combobox])")?.focus();
  });
}

// In the list of sections the one in view is marked.

const links = new Map([...document.querySelectorAll(".pf-toc a")].map((link) => [link.hash.slice(1), link]));
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id)?.setAttribute("aria-current", "true");
    }
  },
  { rootMargin: "-10% 0px -80% 0px" },
);
for (const section of document.querySelectorAll(".pf-section")) seen.observe(section);

// What has the focus is in view as a whole, where it fits: browsers look after the caret alone.

document.querySelector(".pf")?.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea")) requestAnimationFrame(() => target.scrollIntoView({ block: "nearest" }));
});
