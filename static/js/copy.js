// Beside each field or paragraph whose text is there to be copied: a button that does.

function select(field) {
  if (field.select) field.select();
  else getSelection().selectAllChildren(field);
}

for (const field of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button btn quiet";
  button.textContent = field.dataset.copy;
  button.setAttribute("aria-live", "polite");
  if (field.dataset.of) button.setAttribute("aria-describedby", field.dataset.of);
  button.addEventListener("click", async () => {
    select(field);
    try {
      await navigator.clipboard.writeText(field.value ?? field.textContent.trim());
      button.textContent = field.dataset.copied;
    } catch {
      // Not allowed here: the text is selected, and can be copied by key.
    }
  });
  field.after(button);
}
