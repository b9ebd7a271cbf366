/* J next, K previous, F flag, 1 to 9 choose; switched off by a box that remembers. */

const NAME = "decorum:exam-keys";

export function keys({ box, step, flag, choose }) {
  try {
    box.checked = localStorage.getItem(NAME) !== "off";
  } catch {
    /* storage is switched off */
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(NAME, box.checked ? "on" : "off");
    } catch {
      /* storage is switched off */
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) return;
    const key = event.key.toLowerCase();
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "f") flag();
    else if (/^[1-9]$/.test(key)) choose(Number(key));
    else return;
    event.preventDefault();
  });
}
