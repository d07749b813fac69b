// The small search of a mirror, over CATALOGUE, which a script in the reader's language has brought. No server is asked.
// A classic script: browsers load no module from a folder.
(() => {
  const SHOWN = 50; // practices at first, and with each 'Show more'
  const WEIGHTS = [8, 2, 3]; // of a word in the title, in the summary, in the name of a term
  const PLACES = 4; // terms named below a title

  const form = document.getElementById("small-search");
  const [status, list, chips, messages] = ["status", "found", "chips", "messages"].map((id) => document.getElementById(id));
  const { facets, values, practices } = CATALOGUE;
  const places = new Map(facets.map(([name], place) => [name, place]));
  const said = form.dataset;

  const folded = (text) =>
    ` ${text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;

  function element(tag, text = "", attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  // What each practice says, folded once: title, summary, names of its terms. Terms that another facet tells don't count.
  const names = values.map(([facet, , label]) => (facets[facet][2] ? folded(label) : ""));
  const texts = practices.map(([, title, summary, has]) => [folded(title), folded(summary), has.map((one) => names[one]).join("")]);

  // The question in the address: words, choices of facets (with a minus: without), and what this search does not know.
  const asked = new URLSearchParams(location.search);
  const choices = []; // {facet, value, label, isLeftOut}
  for (const [name, given] of asked) {
    if (name === "q" || name === "page" || name === "more" || name === "sort" || !given) continue;
    const isLeftOut = given.startsWith("-");
    const value = isLeftOut ? given.slice(1) : given;
    const facet = places.get(name);
    const known = values.find((one) => one[0] === facet && one[1] === value);
    if (facet === undefined) messages.append(element("li", said.ignored.replace("{name}", name)));
    else choices.push({ facet, name, given, value, label: known ? known[2] : value, isLeftOut });
  }

  // A choice of a field of the form stands there, if there is one alone; all others are chips.
  function prepare() {
    form.q.value = asked.get("q") ?? "";
    for (const select of form.querySelectorAll("select")) {
      const facet = places.get(select.name);
      const options = values.filter((one) => one[0] === facet).sort((one, other) => one[2].localeCompare(other[2], document.documentElement.lang));
      for (const [, value, label] of options) select.append(element("option", label, { value }));
      const mine = choices.filter((one) => one.facet === facet);
      if (mine.length === 1 && !mine[0].isLeftOut && options.some((one) => one[1] === mine[0].value)) {
        select.value = mine[0].value;
        choices.splice(choices.indexOf(mine[0]), 1);
      }
    }
    for (const choice of choices) {
      form.append(element("input", "", { type: "hidden", name: choice.name, value: choice.given }));
      const others = new URLSearchParams([...asked].filter(([name, value]) => name !== choice.name || value !== choice.given));
      const text = `${facets[choice.facet][1]}: ${choice.isLeftOut ? `${said.without} ` : ""}${choice.label}`;
      const link = element("a", `${text} ×`, { class: "chip", href: `?${others}`, "aria-label": `${said.remove}: ${text}` });
      const item = element("li");
      item.append(link);
      chips.append(item);
    }
  }

  // Values of one facet: any of them. Several facets: all of them. What is left out is nowhere.
  function conditions() {
    const chosen = [...choices];
    for (const { name, value } of form.querySelectorAll("select")) {
      if (value) chosen.push({ facet: places.get(name), value, isLeftOut: false });
    }
    const wanted = new Map();
    const unwanted = new Set();
    for (const { facet, value, isLeftOut } of chosen) {
      const place = values.findIndex((one) => one[0] === facet && one[1] === value);
      if (isLeftOut) unwanted.add(place);
      else wanted.set(facet, (wanted.get(facet) ?? new Set()).add(place));
    }
    return (has) => !has.some((one) => unwanted.has(one)) && [...wanted.values()].every((any) => has.some((one) => any.has(one)));
  }

  // How well a practice answers: 0 if a word is missing.
  function weight(text, words) {
    let sum = 1;
    for (const word of words) {
      const best = Math.max(...text.map((part, i) => (part.includes(` ${word}`) ? WEIGHTS[i] : 0)));
      if (!best) return 0;
      sum += best;
    }
    return sum;
  }

  function find() {
    const words = folded(form.q.value).split(" ").filter(Boolean).slice(0, 20);
    const holds = conditions();
    const found = practices.map((_one, i) => [holds(practices[i][3]) ? weight(texts[i], words) : 0, i]).filter(([sum]) => sum);
    return found.sort(([one, first], [other, second]) => other - one || first - second).map(([, i]) => practices[i]);
  }

  function item([path, title, summary, has]) {
    const shown = element("li");
    const heading = element("h3");
    heading.append(element("a", title, { href: path }));
    const terms = has.map((one) => values[one]).filter(([facet]) => ["country", "policy_area"].includes(facets[facet][0]));
    shown.append(heading, element("p", summary), element("p", terms.slice(0, PLACES).map(([, , label]) => label).join(" · "), { class: "where" }));
    return shown;
  }

  function show(found, from) {
    list.append(...found.slice(from, from + SHOWN).map(item));
    document.getElementById("more")?.remove();
    if (found.length <= from + SHOWN) return;
    const more = element("button", said.more, { type: "button", id: "more", class: "btn quiet" });
    more.addEventListener("click", () => {
      show(found, from + SHOWN);
      list.children[from + SHOWN].querySelector("a").focus();
    });
    list.after(more);
  }

  function answer() {
    const found = find();
    list.replaceChildren();
    status.textContent = found.length === 1 ? said.one : found.length ? said.many.replace("{count}", found.length) : said.none;
    show(found, 0);
  }

  prepare();
  answer();
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(answer, 150); // milliseconds after the last key
  });
})();
