// Beside each field or paragraph whose text is there to be copied: a button that does. Also in what htmx has fetched.

function select(field) {
  if (field.select) field.select();
  else getSelection().selectAllChildren(field);
}

function say(button, said, otherwise) {
  clearTimeout(button.resetting);
  button.textContent = said;
  button.resetting = setTimeout(() => (button.textContent = otherwise), 3000);
}

function offer() {
  for (const field of document.querySelectorAll("[data-copy]")) {
    const { copy, copied, selected, of } = field.dataset;
    delete field.dataset.copy; // it has its button
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button btn quiet";
    button.textContent = copy;
    button.setAttribute("aria-live", "polite");
    if (of) button.setAttribute("aria-describedby", of);
    button.addEventListener("click", async () => {
      select(field);
      try {
        await navigator.clipboard.writeText(field.value ?? field.textContent.trim());
        say(button, copied, copy);
      } catch {
        say(button, selected, copy); // Copying is not allowed here, but can be done by key.
      }
    });
    field.after(button);
  }
}

offer();
document.addEventListener("htmx:load", offer);
