// Keeps the draft of a review: what was changed goes to the server a moment later; the line below the buttons says what is true.
const form = document.getElementById("rating");
const line = document.getElementById("saved");
const total = document.getElementById("total");
const changed = new Set();
let timer = 0;
let running = false;

function say(text, state) {
  line.dataset.state = state;
  line.textContent = text;
}

function gathered(fields) {
  const all = new FormData(form);
  const data = new FormData();
  data.append("csrfmiddlewaretoken", all.get("csrfmiddlewaretoken"));
  for (const id of fields) {
    data.append(`value-${id}`, all.get(`value-${id}`) ?? "");
    data.append(`comment-${id}`, all.get(`comment-${id}`) ?? "");
  }
  return data;
}

async function save() {
  if (running || !changed.size) return;
  running = true;
  const fields = [...changed];
  changed.clear();
  say(line.dataset.saving, "saving");
  try {
    const answer = await fetch(form.dataset.saveUrl, { method: "POST", body: gathered(fields), headers: { Accept: "application/json" } });
    const facts = await answer.json();
    if (!answer.ok) throw new Error(facts.problem ?? "");
    say(line.dataset.saved.replace("%s", facts.saved_at), "saved");
    if (total && facts.total !== null) total.textContent = String(Number(facts.total));
  } catch (problem) {
    fields.forEach((id) => changed.add(id));
    say(problem.message && problem.name === "Error" ? problem.message : line.dataset.unsaved, "unsaved");
    timer = setTimeout(save, 8000);
  } finally {
    running = false;
    if (changed.size && line.dataset.state === "saved") plan();
  }
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(save, 800);
}

form.addEventListener("input", (event) => {
  const found = /^(?:value|comment)-(\d+)$/.exec(event.target.name);
  if (!found) return;
  changed.add(found[1]);
  plan();
});
form.addEventListener("submit", () => changed.clear());
addEventListener("beforeunload", (event) => {
  if (changed.size || running) event.preventDefault();
});
