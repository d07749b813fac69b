// The preview of what is typed follows the form: once it is open, its page is changed every few seconds.
const PAUSE = 2000; // milliseconds between two looks

const bar = document.querySelector("#beside");
const form = document.querySelector(".change-form form[id$=_form]");
const said = bar?.querySelector(".beside-said");
let followed = null; // where the form is sent, and the window that shows the answer
let isChanged = false;

async function follow() {
  if (!followed || followed.window.closed || !isChanged) return;
  isChanged = false;
  try {
    const answer = await fetch(followed.address, { method: "POST", body: new FormData(form) });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { document: shown } = followed.window;
    const main = shown.querySelector("main");
    if (!main) return; // the window's own page is still coming
    shown.title = next.title;
    shown.documentElement.lang = next.documentElement.lang;
    main.replaceWith(shown.importNode(next.querySelector("main"), true));
    said.textContent = "";
  } catch {
    said.textContent = bar.dataset.failed;
  }
}

if (bar && form) {
  form.addEventListener("submit", ({ submitter }) => {
    if (!bar.contains(submitter)) return;
    // Opened here, it can be reached later; the form that is sent now fills it.
    followed = { address: submitter.formAction, window: window.open("", submitter.formTarget) };
    followed.window?.focus();
    if (!followed.window) followed = null;
  });
  for (const event of ["input", "change", "formset:added", "formset:removed"]) {
    document.addEventListener(event, () => (isChanged = true));
  }
  window.django?.jQuery?.(form).on("change", () => (isChanged = true)); // of autocompletes
  setInterval(follow, PAUSE);
}
