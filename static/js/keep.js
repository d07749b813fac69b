// Keeps what somebody types into a form of the admin until it is saved, and offers it again when it was not.
// It stays in this browser, under the number of who typed it. The server says in a cookie what it has saved.
const DAYS = 30;
const [ENTRIES, CHARACTERS] = [20, 400_000]; // the newest of one user, each of that length at the most
const PAUSE = 400; // milliseconds between the last key and keeping
const NEVER = ["hidden", "password", "file", "submit", "button", "reset", "image"];

const notice = document.querySelector("#kept");
const form = document.querySelector(".change-form form[id$=_form], form[data-keep]");
const mine = `kept:${notice?.dataset.user}:`;
const writes = new URLSearchParams(location.search).get("text"); // the language of the text in the form
const path = location.pathname.replace(/^\/[a-z]{2}(?=\/)/, "") + (writes ? `?text=${writes}` : ""); // the same in every language

// What is kept: one entry for each visit to a form, so that two windows don't overwrite each other.

const drop = (key) => localStorage.removeItem(key);

function entries() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(mine));
  return keys.map((key) => ({ ...JSON.parse(localStorage.getItem(key)), key })).sort((a, b) => b.at - a.at);
}

function put({ key, ...entry }, most = ENTRIES) {
  const text = JSON.stringify(entry);
  const others = entries().filter((other) => other.key !== key);
  others.slice(most - 1).forEach((old) => drop(old.key));
  try {
    if (text.length <= CHARACTERS) localStorage.setItem(key, text);
  } catch {
    if (most > 1) put({ key, ...entry }, most - 1); // no room: the oldest goes
  }
}

function forget() {
  for (const [, prefix = "", token] of document.cookie.matchAll(/\b(__Host-)?saved-([0-9a-f]{16})=/g)) {
    drop(mine + token);
    document.cookie = `${prefix}saved-${token}=; Max-Age=0; Path=/; SameSite=Lax${prefix && "; Secure"}`;
  }
  for (const { key, at } of entries()) if (at < Date.now() - DAYS * 24 * 3600 * 1000) drop(key);
}

// The form's fields. In a row below it they go by the row's number in the database, or its place among new rows.

function nameOf({ name }) {
  const [, rows, i, field] = name.match(/^(.+)-(\d+)-(.+)$/) ?? [];
  const saved = rows && form.elements[`${rows}-INITIAL_FORMS`];
  if (!saved) return name;
  return `${rows}/${form.elements[`${rows}-${i}-id`]?.value || `+${i - saved.value}`}/${field}`;
}

function fields() {
  const found = new Map();
  for (const control of form.elements) {
    if (!control.name || NEVER.includes(control.type) || control.closest(".empty-form, .selector")) continue;
    const name = nameOf(control);
    found.set(name, [...(found.get(name) ?? []), control]);
  }
  return found;
}

const isBox = (control) => control.type === "checkbox" || control.type === "radio";
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const made = (tag, properties) => Object.assign(document.createElement(tag), properties);
const textOf = (element) => element?.textContent.trim() ?? "";

const NOW = { box: "checked", option: "selected", text: "value" };
const AS_IT_CAME = { box: "defaultChecked", option: "defaultSelected", text: "defaultValue" };

function valueOf(controls, as = NOW) {
  const [first] = controls;
  if (isBox(first)) return controls.filter((box) => box[as.box]).map((box) => box.value);
  if (!first.options) return [first[as.text]];
  const chosen = [...first.options].filter((option) => option[as.option]);
  const beginsWithFirst = first.matches(":not([multiple], .admin-autocomplete)");
  if (!chosen.length && beginsWithFirst && first.options.length) chosen.push(first.options[0]);
  return chosen.map((option) => option.value).filter(Boolean);
}

function described(controls) {
  const [first] = controls;
  const group = isBox(first) && first.closest("fieldset.pf-terms, .flex-container");
  const label = group ? group.querySelector(":scope > legend, :scope > label") : first.labels[0];
  const row = first.closest(".inline-related")?.querySelector("h3 b");
  const boxes = controls.filter((control) => control.checked).map((box) => box.labels[0]);
  const chosen = isBox(first) ? boxes : first.selectedOptions;
  const text = chosen ? Array.from(chosen, textOf).join("; ") : first.value;
  return { value: valueOf(controls), label: `${textOf(row)} ${textOf(label)}`.trim(), text };
}

// Keeping, and warning before the page is left.

let [key, isLeaving, timer] = ["", false, 0];
let carried = []; // what had been typed before the server sent the form back

function keep() {
  clearTimeout(timer);
  const isTyped = ([name, of]) => carried.includes(name) || !same(valueOf(of), valueOf(of, AS_IT_CAME));
  const typed = [...fields()].filter(isTyped).map(([name, of]) => [name, described(of)]);
  const entry = { version: form.elements._version?.value, fields: Object.fromEntries(typed) };
  if (!typed.length) drop(key);
  else put({ key, path, at: Date.now(), ...entry });
  // For the server, which keeps it as well where autosave.js is.
  form.dispatchEvent(new CustomEvent("kept", { detail: { visit: key.slice(mine.length), ...entry } }));
  return typed.length > 0;
}

function start() {
  const wasSent = "sent" in notice.dataset;
  const sent = entries().find((it) => wasSent && it.key === sessionStorage.getItem("kept") && it.path === path);
  if (wasSent) carried = Object.keys(sent?.fields ?? Object.fromEntries(fields()));
  const random = crypto.getRandomValues(new Uint8Array(8));
  key = sent?.key ?? mine + Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  form.append(made("input", { type: "hidden", name: "_kept", value: key.slice(mine.length) }));
  const soon = () => {
    isLeaving = false;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };
  for (const event of ["input", "change", "click"]) form.addEventListener(event, soon);
  window.django?.jQuery?.(form).on("change", soon); // of autocompletes, which only jQuery hears
  form.addEventListener("submit", ({ submitter }) => {
    keep();
    if (submitter?.formTarget) return; // to a window of its own: this one stays
    sessionStorage.setItem("kept", key);
    isLeaving = true;
  });
  window.addEventListener("beforeunload", (event) => !isLeaving && keep() && event.preventDefault());
  form.addEventListener("put-back", fromServer);
  form.addEventListener("thrown-away", () => (isLeaving = true));
  offer();
}

// Offering what was kept, and putting it back.

const part = (name) => notice.querySelector(`.${name}`);
const show = (template) => notice.replaceChildren(document.querySelector(template).content.cloneNode(true));

function offer() {
  const now = fields();
  const isShown = ([name, { value }]) => now.has(name) && same(valueOf(now.get(name)), value);
  for (const entry of entries().filter((other) => other.path === path && other.key !== key)) {
    if (!Object.entries(entry.fields).every(isShown)) return ask(entry);
    drop(entry.key);
  }
  notice.replaceChildren();
}

function ask(entry) {
  show("#kept-offer");
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  const when = new Date(entry.at).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  part("when").textContent = language === "fr" ? when.replace(/^1 /, "1er ") : when;
  part("since").hidden = entry.version === form.elements._version?.value;
  part("put").addEventListener("click", () => {
    putBack(entry);
    notice.focus();
  });
  part("drop").addEventListener("click", () => discard(entry));
}

function discard(entry) {
  drop(entry.key);
  offer();
  (notice.querySelector("button") ?? document.querySelector("main")).focus();
}

function makeRoom(name) {
  const [, rows, place] = name.match(/^(.+)\/\+(\d+)\//) ?? [];
  const add = rows && document.querySelector(`#${rows}-group .add-row :is(a, button)`);
  const count = () => form.elements[`${rows}-TOTAL_FORMS`].value - form.elements[`${rows}-INITIAL_FORMS`].value;
  if (add) for (let missing = place - count(); missing >= 0; missing--) add.click();
}

function fill([name, { value, text }]) {
  const controls = fields().get(name) ?? [];
  for (const control of controls) {
    if (isBox(control)) control.checked = value.includes(control.value);
    else if (!control.options) control.value = value[0];
    else {
      if (value.length && control.matches(".admin-autocomplete")) control.add(new Option(text, value[0]));
      for (const option of control.options) option.selected = value.includes(option.value);
    }
    control.dispatchEvent(new Event("change", { bubbles: true }));
    control.closest(".form-row, .cell")?.classList.add("put-back");
    control.closest("details")?.setAttribute("open", "");
  }
  return controls.length > 0 && same(valueOf(controls), value);
}

// What the server kept of an earlier visit, or this browser of the same one, if that is newer.
function fromServer(event) {
  const { visit, ...theirs } = event.detail;
  const local = entries().find((one) => one.key === mine + visit && one.at > theirs.at);
  const entry = local ?? { path, ...theirs, key: mine + visit };
  const typed = Object.entries(entry.fields);
  for (const [, field] of typed) field.text ??= field.value.join("; ");
  const now = fields();
  if (typed.every(([name, { value }]) => now.has(name) && same(valueOf(now.get(name)), value))) {
    drop(entry.key);
    event.preventDefault();
    return;
  }
  // Saved as from the version that it was typed on, so that what somebody saved since is not overwritten unseen.
  const version = form.elements._version;
  if (version && Number(entry.version) < Number(version.value)) version.value = entry.version;
  event.detail.left = Object.fromEntries(putBack(entry));
}

function putBack(entry) {
  const typed = Object.entries(entry.fields);
  for (const [name] of typed) makeRoom(name); // all of it, since some rows name others
  const left = typed.filter((field) => !fill(field));
  show("#kept-done");
  part("count").textContent = typed.length - left.length;
  part("left").hidden = !left.length;
  for (const [, { label, text }] of left) {
    part("texts").append(made("dt", { textContent: label }), made("dd", { textContent: text }));
  }
  part("drop").addEventListener("click", () => discard(entry));
  keep();
  if (left.length) put({ ...entry, fields: Object.fromEntries(left) });
  else drop(entry.key);
  return left;
}

try {
  if (notice) forget();
  if (notice && form) start();
} catch {} // This browser keeps nothing for sites: the form works as without this file.
