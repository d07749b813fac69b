// Comments at a field without leaving the form: what is typed in it stays. Without this file links and forms do it.
const box = document.querySelector("#remark-box");
const told = document.querySelector("#remark-told");
const form = document.querySelector(".change-form form[id$=_form]");

async function post(address, fields) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.redirected || !(answer.ok || answer.status === 422)) return null;
    return await answer.json();
  } catch {
    return null;
  }
}

function open(link) {
  const remarks = link.closest(".remarks");
  remarks.querySelector(".remark-box")?.remove();
  remarks.append(box.content.cloneNode(true));
  link.hidden = true;
  remarks.querySelector("textarea").focus();
}

function close(remarks) {
  const link = remarks.querySelector(".remark-add");
  remarks.querySelector(".remark-box").remove();
  link.hidden = false;
  link.focus();
}

async function say(remarks) {
  const { place } = remarks.querySelector(".remark-add").dataset;
  const answer = await post(box.dataset.address, { text: remarks.querySelector("textarea").value, place });
  told.textContent = "";
  if (!answer?.html) {
    const said = answer?.errors?.join(" ") ?? box.dataset.failed;
    remarks.querySelector(".remark-said")?.remove();
    const line = Object.assign(document.createElement("p"), { className: "remark-said errors", textContent: said });
    line.setAttribute("role", "alert");
    remarks.querySelector(".remark-box").append(line);
    return;
  }
  show(remarks, answer);
  told.textContent = box.dataset.said;
}

function show(remarks, { html, conversation, comments }) {
  const { id } = remarks;
  remarks.outerHTML = html;
  const beside = document.querySelector(".conversation");
  if (beside) beside.outerHTML = conversation;
  const all = document.querySelector("#comments");
  if (all) all.outerHTML = comments;
  document.querySelector(`#${id} .remark-add`).focus();
}

async function settle(button) {
  const answer = await post(button.dataset.address, {});
  told.textContent = answer ? box.dataset.settled : box.dataset.failed;
  if (answer) show(button.closest(".remarks"), answer);
}

if (box && form) {
  document.addEventListener("click", (event) => {
    const { target } = event;
    const remarks = target.closest(".remarks");
    if (!remarks || event.ctrlKey || event.metaKey) return;
    if (target.closest(".remark-add")) open(target.closest(".remark-add"));
    else if (target.matches(".say")) say(remarks);
    else if (target.matches(".cancel")) close(remarks);
    else if (target.matches(".settle")) settle(target);
    else return;
    event.preventDefault();
  });
}
