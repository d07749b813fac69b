// Comfort on every page. Without this file nothing is missing.

// Other comfort comes when it is about to be used: what names a module in data-module loads it with the first touch.

function wake({ target }) {
  for (const element of document.querySelectorAll("[data-module]")) {
    if (!element.contains(target)) continue;
    import(element.dataset.module);
    delete element.dataset.module;
  }
}
for (const name of ["pointerover", "pointerdown", "focusin"]) addEventListener(name, wake, { passive: true });

// What is kept in the selection is marked where there is something to mark or to count.
const keeping = document.querySelector("#keeping");
if (keeping && (document.querySelector(".pick") || document.cookie.includes(`${keeping.dataset.cookie}=`))) {
  import(keeping.dataset.script);
}

// Until htmx has come that way, choosing asks for a new page, and so does going back to what it had shown.
addEventListener("change", ({ target }) => {
  if (!window.htmx && target.form?.dataset.hxGet && target.type === "checkbox") target.form.requestSubmit();
});
addEventListener("popstate", ({ state }) => {
  if (!window.htmx && state?.htmx) location.reload();
});

// Suggestions while typing, as an editable combobox with a list (WAI-ARIA Authoring Practices).

const PAUSE = 120; // milliseconds between the last key and the question

function element(tag, attributes, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

class Suggestions {
  constructor(input) {
    this.input = input;
    this.options = [];
    this.active = -1;
    this.timer = 0;
    this.request = null;
    this.list = element("div", { id: `${input.id}-suggestions`, role: "listbox", class: "suggestions" });
    this.list.setAttribute("aria-label", input.dataset.label);
    this.list.hidden = true;
    this.status = element("p", { class: "hidden", role: "status" });
    input.after(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    input.form?.addEventListener("submit", () => this.close());
    // A press on an option must not take the focus from the box, which would close the list.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.follow(option);
    });
  }

  ask() {
    clearTimeout(this.timer);
    this.request?.abort();
    const typed = this.input.value.trim();
    if (typed.length < 2) return this.close();
    this.timer = setTimeout(() => this.fetch(typed), PAUSE);
  }

  async fetch(typed) {
    const request = (this.request = new AbortController());
    const url = `${this.input.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
    try {
      const response = await fetch(url, { signal: request.signal });
      const { groups } = response.ok ? await response.json() : { groups: [] };
      if (document.activeElement === this.input) this.show(groups);
    } catch {
      // The line is gone: searching works all the same. Or something newer was typed, whose answer is under way.
      if (!request.signal.aborted) this.close();
    }
  }

  show(groups) {
    this.list.replaceChildren(
      ...groups.map((group, i) => {
        const title = element("div", { id: `${this.list.id}-${i}`, class: "kind" }, group.label);
        const box = element("div", { role: "group", "aria-labelledby": title.id });
        box.append(title, ...group.options.map((option, j) => this.option(option, `${title.id}-${j}`)));
        return box;
      }),
    );
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.mark(-1);
    const isOpen = this.options.length > 0;
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    this.status.textContent = isOpen ? this.input.dataset.count.replace("{count}", this.options.length) : "";
  }

  option({ label, note, url, lang }, id) {
    const option = element("div", { id, lang, role: "option", "aria-selected": "false" }, label);
    option.dataset.url = url;
    if (note) option.append(" ", element("span", { class: "note" }, note));
    return option;
  }

  mark(index) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    if (event.isComposing) return;
    if (this.list.hidden) {
      if (event.key === "ArrowDown") this.ask();
      else if (event.key === "Enter") this.close(); // what is still under way comes too late
      return;
    }
    const last = this.options.length - 1;
    if (event.key === "ArrowDown") this.mark(this.active === last ? -1 : this.active + 1);
    else if (event.key === "ArrowUp") this.mark(this.active === -1 ? last : this.active - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.active >= 0) this.follow(this.options[this.active]);
    else {
      if (event.key === "Enter") this.close();
      return;
    }
    event.preventDefault();
  }

  follow(option) {
    location.assign(option.dataset.url);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.status.textContent = "";
    this.mark(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}

for (const input of document.querySelectorAll("[data-suggest]")) new Suggestions(input);
