// Putting terms in order without loading the page for each step. Without this file the same buttons ask the server.

const list = document.querySelector("ol.order");
const said = document.querySelector(".order-said");

function number(rows) {
  for (const [i, row] of rows.entries()) {
    row.querySelector("[type=number]").value = i + 1;
    const [up, down] = row.querySelectorAll("button");
    up.disabled = i === 0;
    down.disabled = i === rows.length - 1;
  }
}

function move(row, place) {
  const others = [...list.children].filter((other) => other !== row);
  const there = Math.max(0, Math.min(place, others.length));
  if (there === others.length) list.append(row);
  else others[there].before(row);
  number([...list.children]);
  said.textContent = list.dataset.moved
    .replace("{name}", row.querySelector(".order-name").textContent.trim())
    .replace("{place}", there + 1)
    .replace("{count}", others.length + 1);
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  move(row, [...list.children].indexOf(row) + (button.value.startsWith("up") ? -1 : 1));
  // A row that moves loses the focus; a button at the end of its way can't have it.
  (button.disabled ? row.querySelector("button:enabled") : button).focus();
});

list.addEventListener("change", (event) => {
  const wanted = event.target.valueAsNumber;
  if (!Number.isFinite(wanted)) return;
  move(event.target.closest("li"), Math.round(wanted) - 1);
  event.target.focus();
});
