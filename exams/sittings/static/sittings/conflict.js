/* Two browsers gave two answers: show both, choose nothing silently. */

/** An answer in the words of its question: the labels that it ticks, the text that it writes. `write` is respond.js's. */
export function describe(form, response, write) {
  const copy = form.cloneNode(true);
  write(copy, response);
  const said = [];
  for (const input of copy.querySelectorAll("input:checked")) said.push((input.closest("label") || input).textContent.trim().replace(/\s+/g, " "));
  for (const field of copy.querySelectorAll("select")) if (field.value) said.push(field.selectedOptions[0]?.textContent.trim() ?? field.value);
  for (const field of copy.querySelectorAll("textarea, input:not([type=radio]):not([type=checkbox]):not([type=hidden])")) if (field.value) said.push(field.value);
  if (!said.length && response !== null) for (const row of copy.querySelectorAll(".order li")) said.push(row.textContent.trim().replace(/\s+/g, " "));
  return said.join(" · ");
}

let queue = Promise.resolve();

/** Ask which answer counts; resolves to true for the one on this page. Several conflicts are asked one after the other. */
export function askWhich(facts) {
  const asked = queue.then(() => one(facts));
  queue = asked;
  return asked;
}

function one({ title, theirs, mine }) {
  const dialog = document.getElementById("conflict");
  dialog.querySelector("[data-conflict-item]").textContent = title;
  dialog.querySelector("[data-theirs]").textContent = theirs;
  dialog.querySelector("[data-mine]").textContent = mine;
  return new Promise((resolve) => {
    // Escape would choose silently. Browsers let a second one through, so a dialog closed without a choice comes back.
    const prevent = (event) => event.preventDefault();
    const back = () => dialog.open || dialog.showModal();
    const choose = (event) => {
      const button = event.target.closest("[data-keep]");
      if (!button) return;
      dialog.removeEventListener("click", choose);
      dialog.removeEventListener("cancel", prevent);
      dialog.removeEventListener("close", back);
      dialog.close();
      resolve(button.dataset.keep === "mine");
    };
    dialog.addEventListener("click", choose);
    dialog.addEventListener("cancel", prevent);
    dialog.addEventListener("close", back);
    dialog.showModal();
  });
}
