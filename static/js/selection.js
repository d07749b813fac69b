// The selection: marks what is kept, counts it in the masthead, and keeps and takes away at once. It stays in a cookie with the
// numbers of practices alone, as practices/web/basket.py writes it. Without this file the buttons send a form.
const form = document.querySelector("#keeping");
const { cookie, seconds, most, keep, kept, added, removed } = form.dataset;
const count = document.querySelector("[data-kept-count]");
const status = document.createElement("p");
status.className = "hidden";
status.setAttribute("role", "status");
document.body.append(status);

function held() {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${cookie}=`)) ?? "";
  return found.slice(cookie.length + 1).split("-").filter(Boolean);
}

function hold(ids) {
  const age = ids.length ? seconds : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}=${ids.join("-")}; Max-Age=${age}; Path=/; SameSite=Lax${secure}`;
}

function show() {
  const ids = held();
  count.textContent = ids.length;
  count.hidden = !ids.length;
  for (const button of document.querySelectorAll(".pick button")) {
    const isKept = ids.includes(button.value);
    button.setAttribute("aria-pressed", isKept);
    button.querySelector(".word").textContent = isKept ? kept : keep;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".pick button");
  if (!button) return;
  const [before, id] = [held(), button.value];
  const isKept = before.includes(id);
  if (!isKept && before.length >= most) return; // the server says why it is not added
  const after = isKept ? before.filter((one) => one !== id) : [...before, id];
  hold(after);
  if (held().length !== after.length) return; // no cookies here: the server is asked
  event.preventDefault();
  show();
  status.textContent = (isKept ? removed : added).replace("{count}", after.length);
});

// Results that htmx has fetched; pages that the browser shows again; what another window has kept meanwhile.
document.addEventListener("htmx:load", show);
addEventListener("pageshow", show);
document.addEventListener("visibilitychange", show);
document.body.classList.add("marks-kept");
show();
