// Signs of Markdown by buttons, and lists of word processors as they are pasted (the server does it too:
// practices/text/lists.py). What is put in goes through the browser, so that it can be undone.

const BULLET = /^([ \t]*)(?:[•‣◦▪●■□∙⁃►➢➤\uf0a7\uf0b7\uf0d8\uf076][ \t\u00a0\u202f]*|o\t)(?=\S)/gm;
const DASH = /^([ \t]*)[·–—][ \t\u00a0\u202f]+(?=\S)/gm;
const NUMBER = /^([ \t]*\d{1,3})[.)](?:\t[ \t\u00a0]*|[\u00a0\u202f]+)(?=\S)/gm;

function withLists(text) {
  const marked = text.replace(BULLET, "$1- ").replace(NUMBER, "$1. ");
  const dashed = (part) => ((part.match(DASH) ?? []).length > 1 ? part.replace(DASH, "$1- ") : part);
  return marked.split(/(\n[ \t]*\n)/).map(dashed).join("");
}

function put(box, text) {
  box.focus();
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const chosen = (box) => box.value.slice(box.selectionStart, box.selectionEnd);

function bold(box) {
  const text = chosen(box);
  put(box, `**${text}**`);
  if (!text) box.setSelectionRange(box.selectionEnd - 2, box.selectionEnd - 2);
}

function list(box) {
  const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const end = box.value.indexOf("\n", box.selectionEnd);
  box.setSelectionRange(from, end < 0 ? box.value.length : end);
  put(box, chosen(box).replace(/^(?!- )(?=.)/gm, "- ") || "- ");
}

function link(box, words) {
  const address = "https://";
  put(box, `[${chosen(box) || words}](${address})`);
  box.setSelectionRange(box.selectionEnd - 1 - address.length, box.selectionEnd - 1);
}

function makeBar(bar) {
  const box = document.getElementById(bar.dataset.for);
  const actions = [
    [bar.dataset.bold, () => bold(box)],
    [bar.dataset.list, () => list(box)],
    [bar.dataset.link, () => link(box, bar.dataset.here)],
  ];
  const buttons = actions.map(([label, act]) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.tabIndex = -1; // Alt+F10 leads there from the text, as in other editors
    button.addEventListener("click", act);
    return button;
  });
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", `${bar.dataset.name}: ${box.labels[0].textContent.trim()}`);
  bar.setAttribute("aria-controls", box.id);
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") box.focus();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const now = buttons.indexOf(document.activeElement);
    if (step) buttons[(now + step + buttons.length) % buttons.length].focus();
  });
  box.addEventListener("keydown", (event) => {
    const isBold = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "b";
    const toBar = event.altKey && event.key === "F10";
    if (!isBold && !toBar) return;
    event.preventDefault();
    if (isBold) bold(box);
    else buttons[0].focus();
  });
  box.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    if (withLists(text) === text) return;
    event.preventDefault();
    put(box, withLists(text));
  });
}

for (const bar of document.querySelectorAll(".pf-markdown")) makeBar(bar);
