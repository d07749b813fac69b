// Keeps what somebody types into a form of the admin until it is saved, and offers it again when it was not.
// It stays in this browser, under the number of who typed it. The server says in a cookie what it has saved.

const DAYS = 30;
const ENTRIES = 20; // of one user; the newest stay
const CHARACTERS = 400_000; // of one entry
const PAUSE = 400; // milliseconds between the last key and keeping
const NEVER = ["hidden", "password", "file", "submit", "button", "reset", "image"];

const notice = document.querySelector("#kept");
const form = document.querySelector(".change-form form[id$=_form]");
const mine = `kept:${notice?.dataset.user}:`;
const path = location.pathname.replace(/^\/[a-z]{2}(?=\/)/, ""); // the same in every language
const language = document.documentElement.lang.replace(/^en$/, "en-GB");

// What is kept: one entry for each visit to a form, so that two windows don't overwrite each other.

const drop = (key) => localStorage.removeItem(key);

function entries() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(mine));
  const found = keys.map((key) => ({ ...JSON.parse(localStorage.getItem(key)), key }));
  return found.sort((one, other) => other.at - one.at);
}

function put({ key, ...entry }) {
  const text = JSON.stringify(entry);
  if (text.length > CHARACTERS) return;
  const others = entries().filter((other) => other.key !== key);
  for (const old of others.splice(ENTRIES - 1)) drop(old.key);
  for (;;) {
    try {
      return localStorage.setItem(key, text);
    } catch {
      if (!others.length) return; // no room, even alone
      drop(others.pop().key);
    }
  }
}

function forget() {
  for (const [, token] of document.cookie.matchAll(/\bsaved-([0-9a-f]{16})=/g)) {
    drop(mine + token);
    document.cookie = `saved-${token}=; Max-Age=0; Path=/; SameSite=Lax`;
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
    if (!control.name || NEVER.includes(control.type) || control.name.includes("__prefix__")) continue;
    if (control.closest(".selector")) continue; // two lists that the admin makes of one
    const name = nameOf(control);
    found.set(name, [...(found.get(name) ?? []), control]);
  }
  return found;
}

const isBox = (control) => control.type === "checkbox" || control.type === "radio";
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const textOf = (element) => element?.textContent.trim() ?? "";

function valueOf(controls, asItCame = false) {
  const [first] = controls;
  if (isBox(first)) return controls.filter((box) => box[asItCame ? "defaultChecked" : "checked"]).map((box) => box.value);
  if (!first.options) return [asItCame ? first.defaultValue : first.value];
  const chosen = [...first.options].filter((option) => option[asItCame ? "defaultSelected" : "selected"]);
  if (!chosen.length && !first.multiple) chosen.push(...[...first.options].slice(0, 1));
  return chosen.map((option) => option.value);
}

function described(controls) {
  const [first] = controls;
  const label = isBox(first) ? first.closest(".flex-container")?.querySelector(":scope > label") : first.labels[0];
  const row = first.closest(".inline-related")?.querySelector("h3 b");
  const boxes = isBox(first) && controls.filter((box) => box.checked).map((box) => box.labels[0]);
  const chosen = boxes || first.selectedOptions;
  const text = chosen ? Array.from(chosen, textOf).join("; ") : first.value;
  return { value: valueOf(controls), label: `${textOf(row)} ${textOf(label)}`.trim(), text };
}

// Keeping, and warning before the page is left.

let key = "";
let carried = []; // fields that were typed before the server sent the form back
let isLeaving = false;
let timer = 0;

function keep() {
  clearTimeout(timer);
  const isTyped = ([name, of]) => carried.includes(name) || !same(valueOf(of), valueOf(of, true));
  const typed = [...fields()].filter(isTyped).map(([name, of]) => [name, described(of)]);
  if (!typed.length) drop(key);
  else put({ key, path, at: Date.now(), version: form.elements._version?.value, fields: Object.fromEntries(typed) });
  return typed.length > 0;
}

function start() {
  const wasSent = "sent" in notice.dataset;
  const sent = entries().find((entry) => wasSent && entry.key === sessionStorage.getItem("kept") && entry.path === path);
  if (wasSent) carried = Object.keys(sent?.fields ?? Object.fromEntries(fields()));
  const token = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0"));
  key = sent?.key ?? mine + token.join("");
  const attributes = { type: "hidden", name: "_kept", value: key.slice(mine.length) };
  form.append(Object.assign(document.createElement("input"), attributes));

  const soon = () => {
    isLeaving = false;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };
  // jQuery hears both the browser's events and its own, which autocompletes send.
  window.django.jQuery(form).on("input change click", soon);
  form.addEventListener("submit", () => {
    keep();
    sessionStorage.setItem("kept", key);
    isLeaving = true;
  });
  document.addEventListener("visibilitychange", () => document.hidden && !isLeaving && keep());
  window.addEventListener("beforeunload", (event) => !isLeaving && keep() && event.preventDefault());
  offer();
}

// Offering what was kept, and putting it back.

function show(template) {
  notice.replaceChildren(document.querySelector(template).content.cloneNode(true));
  return (part) => notice.querySelector(`.${part}`);
}

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
  const part = show("#kept-offer");
  const when = { dateStyle: "long", timeStyle: "short" };
  part("when").textContent = new Date(entry.at).toLocaleString(language, when);
  part("since").hidden = entry.version === form.elements._version?.value;
  part("put").addEventListener("click", () => putBack(entry));
  part("drop").addEventListener("click", () => discard(entry));
}

function discard(entry) {
  drop(entry.key);
  offer();
  (notice.querySelector("button") ?? document.querySelector("main")).focus();
}

function makeRoom(name) {
  const [, rows, place] = name.match(/^(.+)\/\+(\d+)\//) ?? [];
  const add = rows && document.querySelector(`#${rows}-group .add-row a`);
  const count = () => form.elements[`${rows}-TOTAL_FORMS`].value - form.elements[`${rows}-INITIAL_FORMS`].value;
  if (add) for (let missing = place - count(); missing >= 0; missing--) add.click();
}

function fill([name, { value, text }]) {
  makeRoom(name);
  const controls = fields().get(name) ?? [];
  for (const control of controls) {
    if (isBox(control)) control.checked = value.includes(control.value);
    else if (!control.options) control.value = value[0];
    else {
      const isOffered = [...control.options].some((option) => option.value === value[0]);
      if (!isOffered && control.matches(".admin-autocomplete")) control.add(new Option(text, value[0]));
      for (const option of control.options) option.selected = value.includes(option.value);
    }
    control.dispatchEvent(new Event("change", { bubbles: true }));
    control.closest(".form-row")?.classList.add("put-back");
    control.closest("details")?.setAttribute("open", "");
  }
  return controls.length > 0 && same(valueOf(controls), value);
}

function putBack(entry) {
  const typed = Object.entries(entry.fields);
  const left = typed.filter((field) => !fill(field));
  const part = show("#kept-done");
  part("count").textContent = typed.length - left.length;
  part("left").hidden = !left.length;
  for (const [, { label, text }] of left) {
    for (const [tag, says] of [["dt", label], ["dd", text]]) {
      part("texts").append(Object.assign(document.createElement(tag), { textContent: says }));
    }
  }
  part("drop").addEventListener("click", () => discard(entry));
  keep();
  if (left.length) put({ ...entry, fields: Object.fromEntries(left) });
  else drop(entry.key);
  notice.focus();
}

try {
  if (notice) forget();
  if (notice && form) start();
} catch {
  // This browser keeps nothing for sites: the form works as without this file.
}
