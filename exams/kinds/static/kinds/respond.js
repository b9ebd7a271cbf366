/* The response of one question as JSON, out of its controls and back into them.
 *
 * `read(root)` gives the response or null when nothing is answered; `write(root, response)` puts one in; `attach(root)` brings
 * the controls that need a script to life (ordering, counting) and lets every change arrive as a bubbling "input" event.
 * `root` is any element that holds one question: [data-kind]. The shapes are those of exams/kinds/<kind>/kind.py.
 */

const part = (root) => (root.matches("[data-kind]") ? root : root.querySelector("[data-kind]"));
const all = (root, selector) => [...root.querySelectorAll(selector)];
const checked = (root) => all(root, "input:checked").map((input) => input.value);
const filled = (entries) => {
  const kept = entries.filter(([, value]) => value.trim() !== "");
  return kept.length ? Object.fromEntries(kept) : null;
};
const wrapped = (name, value) => (value === null ? null : { [name]: value });

const choice = {
  read: (root) => (checked(root).length ? { option: checked(root)[0] } : null),
  write: (root, response) => all(root, "input").forEach((input) => { input.checked = response?.option === input.value; }),
};

const typed = (name, selector) => ({
  read: (root) => {
    const value = root.querySelector(selector).value;
    return value.trim() === "" ? null : { [name]: value };
  },
  write: (root, response) => { root.querySelector(selector).value = response?.[name] ?? ""; },
});

const kinds = {
  single: choice,
  truefalse: choice,
  multiple: {
    read: (root) => (checked(root).length ? { options: checked(root) } : null),
    write: (root, response) => all(root, "input").forEach((input) => { input.checked = (response?.options ?? []).includes(input.value); }),
  },
  fill: {
    read: (root) => wrapped("blanks", filled(all(root, "[data-blank]").map((input) => [input.dataset.blank, input.value]))),
    write: (root, response) => all(root, "[data-blank]").forEach((input) => { input.value = response?.blanks?.[input.dataset.blank] ?? ""; }),
  },
  numeric: typed("number", "input"),
  short: typed("text", "textarea"),
  ordering: {
    read: (root) => (root.dataset.answered === "true" ? { order: all(root, "[data-id]").map((row) => row.dataset.id) } : null),
    write: (root, response) => {
      const list = root.querySelector(".order");
      for (const id of response?.order ?? []) {
        const row = all(list, "[data-id]").find((item) => item.dataset.id === id);
        if (row) list.append(row);
      }
      settle(root, Boolean(response));
    },
  },
  matching: {
    read: (root) => wrapped("pairs", filled(all(root, "[data-left]").map((select) => [select.dataset.left, select.value]))),
    write: (root, response) => all(root, "[data-left]").forEach((select) => { select.value = response?.pairs?.[select.dataset.left] ?? ""; }),
  },
};

/** The response in the controls of `root`, or null. */
export function read(root) {
  const held = part(root);
  return kinds[held.dataset.kind].read(held);
}

/** Put a response, or null, into the controls of `root`. No event is sent. */
export function write(root, response) {
  const held = part(root);
  kinds[held.dataset.kind].write(held, response);
  count(held);
}

/** Bring the scripted controls of `root` to life. Calling it twice does no harm. */
export function attach(root) {
  const held = part(root);
  if (held.dataset.attached) return;
  held.dataset.attached = "true";
  if (held.dataset.kind === "ordering") {
    held.addEventListener("click", (event) => ordered(held, event));
    held.addEventListener("keydown", (event) => stepped(held, event));
  }
  if (held.dataset.kind === "short") held.addEventListener("input", () => count(held));
}

function tell(root) {
  root.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Numbers, the ends' buttons and the offer to keep the order, after any move. */
function settle(root, answered) {
  const rows = all(root, "[data-id]");
  rows.forEach((row, index) => {
    row.querySelector(".num").textContent = String(index + 1);
    for (const button of all(row, "[data-move]")) {
      const end = button.dataset.move === "-1" ? index === 0 : index === rows.length - 1;
      if (end) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  });
  root.dataset.answered = String(answered);
  root.querySelector("[data-keep]").hidden = answered;
}

function shift(root, row, by) {
  const rows = all(root, "[data-id]");
  const target = rows.indexOf(row) + by;
  if (target < 0 || target >= rows.length) return;
  if (by < 0) rows[target].before(row);
  else rows[target].after(row);
  settle(root, true);
  const words = root.querySelector(".order").dataset.moved;
  const facts = { step: row.querySelector("[data-step]").textContent, place: target + 1, count: rows.length };
  root.querySelector("[data-said]").textContent = words.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  tell(root);
}

function ordered(root, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.hasAttribute("data-keep-order")) {
    settle(root, true);
    root.querySelector("[data-move]:not([aria-disabled])").focus();
    tell(root);
  } else if (button.dataset.move && button.getAttribute("aria-disabled") !== "true") {
    shift(root, button.closest("[data-id]"), Number(button.dataset.move));
    button.focus();
  }
}

/* Arrow keys on a row's buttons move that row, as the buttons do. */
function stepped(root, event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = by && event.target.closest("[data-id]");
  if (!row) return;
  event.preventDefault();
  shift(root, row, by);
  event.target.focus();
}

function count(root) {
  const hint = root.querySelector("[data-count]");
  if (hint) hint.textContent = hint.dataset.count.replace("{count}", String([...root.querySelector("textarea").value].length));
}
