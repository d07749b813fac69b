// Sends what is typed into the form of a practice to the server every twenty seconds, says whether it took it, and who
// else is editing. What is typed keep.js tells, which keeps it in the browser as well.
const EVERY = 20_000; // milliseconds between two looks whether something was typed
const BEAT = 55_000; // between two words that somebody is still there: so every third look
const NOTHING = { visit: "0".repeat(16), version: 0, fields: {} };

const said = document.querySelector("#saved");
const form = document.querySelector(".change-form form[id$=_form]");
const others = document.querySelector("#others");
const held = document.querySelector("#unsaved"); // of an earlier visit
const address = said?.dataset.address;
const language = document.documentElement.lang.replace(/^en$/, "en-GB");

let typed = NOTHING;
let rest = {}; // what an earlier visit typed into fields that are no longer there
let sent = held ? "" : JSON.stringify(NOTHING); // what the server has
let isLeaving = false;
let last = 0;
let shown = others?.innerHTML.trim();

const clock = (moment) => new Date(moment).toLocaleTimeString(language, { timeStyle: "short" });

function say(what, moment) {
  const text = what ? said.dataset[what].replace("{time}", moment && clock(moment)) : "";
  said.classList.toggle("is-not", Boolean(what) && what !== "saved");
  if (said.textContent !== text) said.textContent = text; // a screen reader says it once
}

function showTimes() {
  for (const time of others?.querySelectorAll("time") ?? []) time.textContent = clock(time.dateTime);
}

function show(html) {
  if (html.trim() === shown) return;
  shown = html.trim();
  others.innerHTML = html;
  showTimes();
}

// A text that is shown as it is need not be sent twice.
const short = ([name, { text, ...field }]) => [name, text === field.value[0] ? field : { ...field, text }];

function toSend() {
  const fields = { ...rest, ...typed.fields };
  return JSON.stringify({ ...typed, fields: Object.fromEntries(Object.entries(fields).map(short)) });
}

function body(more) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(more)) data.append(name, value);
  return data;
}

// What an answer means that is none of success.
function trouble({ redirected, status }) {
  if (redirected) return "signedOut";
  return { 403: "signedOut", 404: "moved", 409: "moved", 413: "tooLong" }[status] ?? "offline";
}

async function send() {
  const now = toSend();
  const isChanged = now !== sent;
  if (isLeaving || (!isChanged && Date.now() - last < BEAT)) return;
  last = Date.now();
  try {
    const answer = await fetch(address, { method: "POST", body: body(isChanged ? { typed: now } : {}) });
    if (answer.status === 429) return; // another tab sent it a moment ago: the next look will do
    if (!answer.ok || answer.redirected) {
      if (isChanged) say(trouble(answer));
      return;
    }
    const told = await answer.json();
    if ("others" in told) show(told.others);
    if (!isChanged) return;
    sent = now;
    say(told.saved ? "saved" : "", told.saved);
  } catch {
    if (isChanged) say("offline");
  }
}

function putBack() {
  const entry = JSON.parse(document.querySelector("#unsaved-entry").textContent);
  const isNew = form.dispatchEvent(new CustomEvent("put-back", { detail: entry, cancelable: true }));
  held.hidden = !isNew; // else the form says the same by now
  rest = entry.left ?? {};
}

function start() {
  form.addEventListener("kept", ({ detail }) => (typed = Object.keys(detail.fields).length ? detail : NOTHING));
  form.addEventListener("submit", ({ submitter }) => {
    isLeaving = !submitter?.formTarget;
    setTimeout(() => (isLeaving = false), 2 * EVERY); // it may have come to nothing
  });
  addEventListener("pagehide", () => navigator.sendBeacon(address, body({ left: 1 })));
  if (held) putBack();
  document.querySelector("#discard-typed")?.addEventListener("formdata", ({ formData }) => {
    form.dispatchEvent(new CustomEvent("thrown-away"));
    formData.append("_kept", form.elements._kept.value); // so that this browser forgets it, too
    isLeaving = true;
  });
  showTimes();
  setInterval(send, EVERY);
  send();
}

if (said && form) start();
