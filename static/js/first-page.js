// What stands on the first page: a warning before it is left with choices that are not saved. Its buttons ask the server.
const form = document.querySelector("#first_page_form");

let isSent = false;
form.addEventListener("submit", () => (isSent = true));
window.addEventListener("pageshow", () => (isSent = false));
window.addEventListener("beforeunload", (event) => {
  if ("unsaved" in form.dataset && !isSent) event.preventDefault();
});
