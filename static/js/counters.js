// How long a text is, where its limit stands. It counts as the server does: composed, without outer space, line ends as
// one sign, and in a field of one line single spaces.

const PAUSE = 1000; // milliseconds after the last key, until it is said aloud
const NEAR = 0.9; // of the limit: only then it is said at all

const said = document.body.appendChild(Object.assign(document.createElement("p"), { className: "visually-hidden" }));
said.setAttribute("role", "status");
let timer = 0;

function lengthOf(text, isLine) {
  const clean = text.normalize().trim();
  return [...(isLine ? clean.split(/[ \n\t]+/).join(" ") : clean)].length;
}

const limitOf = (control) => document.getElementById(`${control.id}_helptext`)?.querySelector(".limit");

function count(control) {
  const limit = limitOf(control);
  if (!limit) return;
  const most = Number(limit.dataset.most);
  const length = lengthOf(control.value, "line" in limit.dataset);
  const language = document.documentElement.lang;
  limit.textContent = limit.dataset.said
    .replace("{n}", length.toLocaleString(language))
    .replace("{most}", most.toLocaleString(language));
  limit.classList.toggle("over", length > most);
  return { length, most, text: limit.textContent };
}

function countAll(root) {
  for (const control of root.querySelectorAll("input[id], textarea[id]")) count(control);
}

countAll(document);
document.addEventListener("formset:added", ({ target }) => countAll(target));
for (const event of ["input", "change"]) {
  document.addEventListener(event, ({ target }) => {
    const counted = target.matches?.("input, textarea") && count(target);
    clearTimeout(timer);
    if (counted && counted.length >= NEAR * counted.most) {
      timer = setTimeout(() => (said.textContent = counted.text), PAUSE);
    }
  });
}
