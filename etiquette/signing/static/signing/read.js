// Reading in pieces: says how many sections are read, leads to the next, and keeps the ticks on this device until the set is signed.
// Without this module the ticks work the same.
const reading = document.getElementById("clauses");
const place = document.getElementById("place");
const boxes = [...(reading?.querySelectorAll('input[name="read"]') ?? [])];
const versions = [...(reading?.querySelectorAll('input[name="version"]') ?? [])].map((one) => one.value).join(".");
// The key names person and versions: nobody finds ticks of somebody else, or of an older text.
const key = `signing:${reading?.dataset.reading}:${versions}`;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

function remember() {
  try {
    localStorage.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value)));
  } catch {
    // a browser that keeps nothing: the page works without
  }
}

function tell() {
  if (!place) return;
  const done = boxes.filter((box) => box.checked).length;
  const words = place.querySelector("[data-text][role]");
  const next = place.querySelector("[data-next]");
  const open = boxes.find((box) => !box.checked);
  words.textContent = words.dataset.text.replace("DONE", done).replace("ALL", boxes.length);
  place.querySelector("progress").value = done;
  next.textContent = open ? next.dataset.text.replace("NUMBER", open.value) : next.dataset.sign;
  next.href = open ? `#${open.closest("fieldset").id}` : "#sign";
  place.hidden = false;
}

if (boxes.length) {
  const kept = remembered();
  for (const box of boxes) {
    if (kept.includes(box.value)) box.checked = true;
    box.addEventListener("change", () => {
      remember();
      tell();
    });
  }
  tell();
  place?.querySelector("[data-next]").addEventListener("click", (event) => {
    const target = document.querySelector(event.currentTarget.getAttribute("href"));
    (target?.matches("h2") ? target : target?.querySelector("h3"))?.focus({ preventScroll: true });
  });
}
