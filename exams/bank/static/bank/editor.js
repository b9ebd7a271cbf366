/* The question editor: rows to add, move and remove, blanks that follow the stem, a warning before leaving. */

const form = document.querySelector("[data-editor]");
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ID_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/* Random, so that an id says nothing about the order in which options were written. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(3))].map((byte) => ID_CHARACTERS[byte % 32]).join("");
}

const rowsOf = (list) => [...list.children].filter((child) => child.matches("[data-row]:not([hidden])"));

function renumber(list) {
  const rows = rowsOf(list);
  const lettered = Boolean(list.querySelector("[name=option_id]"));
  rows.forEach((row, index) => {
    row.querySelector("[data-letter]").textContent = lettered ? LETTERS[index % 26] : String(index + 1);
    row.querySelector('[data-row-move="-1"]').disabled = index === 0;
    row.querySelector('[data-row-move="1"]').disabled = index === rows.length - 1;
  });
  const add = list.parentElement.querySelector("[data-row-add]");
  if (add) add.disabled = rows.length >= Number(list.dataset.most);
  partners();
}

/* The choices of the left side of a matching follow what stands on the right. */
function partners() {
  const right = form.querySelector("[data-right]");
  if (!right) return;
  const entries = rowsOf(right).map((row) => [row.querySelector("[data-row-id]").value, row.querySelector("[name=right_zh]").value.trim()]);
  for (const select of form.querySelectorAll("[data-partner]")) {
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...entries.filter(([, text]) => text).map(([id, text]) => new Option(text, id)));
    select.value = entries.some(([id, text]) => id === chosen && text) ? chosen : "";
  }
}

function add(list) {
  const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
  const id = row.querySelector("[data-row-id]");
  if (id) id.value = newId();
  const pick = row.querySelector("[data-row-pick]");
  if (pick) pick.value = id.value;
  list.querySelector("template").before(row);
  renumber(list);
  row.querySelector("textarea").focus();
}

function remove(list, row) {
  const line = document.createElement("p");
  line.className = "line removed";
  line.setAttribute("role", "status");
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "btn btn-plain";
  undo.textContent = list.dataset.undo;
  line.append(list.dataset.removed, undo);
  row.before(line);
  row.hidden = true;
  const fields = [...row.querySelectorAll("input, textarea, select")];
  fields.forEach((field) => { field.disabled = true; });
  undo.addEventListener("click", () => {
    fields.forEach((field) => { field.disabled = false; });
    row.hidden = false;
    line.remove();
    renumber(list);
    row.querySelector("textarea").focus();
  });
  renumber(list);
  undo.focus();
}

function move(list, row, by, button) {
  const rows = rowsOf(list);
  const target = rows[rows.indexOf(row) + by];
  if (!target) return;
  if (by < 0) target.before(row);
  else target.after(row);
  renumber(list);
  if (button.disabled) row.querySelector(`[data-row-move="${-by}"]`).focus();
  else button.focus();
}

function blanks() {
  const list = form.querySelector("[data-blanks]");
  if (!list) return;
  const stem = form.querySelector("[data-stem]").value;
  const wanted = [...new Set([...stem.matchAll(/__(\d{1,2})__/g)].map((match) => match[1]))];
  for (const number of wanted) {
    if (list.querySelector(`[data-blank-row="${number}"]`)) continue;
    const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
    row.dataset.blankRow = number;
    row.querySelector("[name=blank_id]").value = number;
    row.querySelector("[data-number]").textContent = number;
    for (const area of row.querySelectorAll("textarea")) area.setAttribute("aria-label", `${area.getAttribute("aria-label")} ${number}`);
    list.querySelector("template").before(row);
  }
  for (const row of list.querySelectorAll("[data-blank-row]")) {
    const gone = !wanted.includes(row.dataset.blankRow);
    row.hidden = gone;
    row.querySelectorAll("input, textarea").forEach((field) => { field.disabled = gone; });
  }
}

let touched = false;

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const list = button.hasAttribute("data-row-add") ? button.parentElement.parentElement.querySelector("[data-rows]") : button.closest("[data-rows]");
  const row = button.closest("[data-row]");
  if (button.hasAttribute("data-row-add")) add(list);
  else if (button.hasAttribute("data-row-remove")) remove(list, row);
  else if (button.dataset.rowMove) move(list, row, Number(button.dataset.rowMove), button);
  else return;
  touched = true;
});
form.addEventListener("input", (event) => {
  touched = true;
  if (event.target.matches("[data-stem]")) blanks();
  if (event.target.matches("[name=right_zh]")) partners();
});
form.addEventListener("submit", (event) => {
  if (!event.submitter?.hasAttribute("data-keep")) touched = false;
});
window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });

form.querySelectorAll("[data-rows]").forEach(renumber);
blanks();
form.querySelector("[data-summary]")?.focus();
