// Beside each field or paragraph whose text is there to be copied: a button that does. Also in what htmx has fetched.

function select(field) {
  if (field.select) field.select();
  else getSelection().selectAllChildren(field);
}

function offer() {
  for (const field of document.querySelectorAll("[data-copy]")) {
    const { copy, copied, of } = field.dataset;
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
        button.textContent = copied;
      } catch {
        // Not allowed here: the text is selected, and can be copied by key.
      }
    });
    field.after(button);
  }
}

offer();
document.addEventListener("htmx:load", offer);
