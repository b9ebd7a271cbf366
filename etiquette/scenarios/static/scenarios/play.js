// The conversation: one press is one choice. The next step comes in place, is read out politely, and takes the focus.
// Without this module the same form loads whole pages; the server counts a choice once and keeps the time.
const main = document.getElementById("main");
let timer = 0;

const form = () => document.querySelector("form.decide");

// ── Keys: 1 to 9 choose, only while the focus is inside the decision, so that no key is taken from anybody else.
main?.addEventListener("keydown", (event) => {
  const here = form();
  if (!here?.contains(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
  const option = /^[1-9]$/.test(event.key) && here.querySelectorAll('input[type="radio"]')[Number(event.key) - 1];
  if (option) {
    event.preventDefault();
    option.checked = true;
    option.focus();
  } else if (event.key === "Enter" && event.target.id === "ask") {
    here.requestSubmit();
  }
});

// ── The clock of a timed step. What counts is the server's; this one only shows it and sends when it is over.
function wind() {
  clearInterval(timer);
  const here = form();
  const clock = here?.querySelector("[data-clock]");
  if (!clock) return;
  const end = performance.now() + Number(clock.dataset.left) * 1000;
  const words = clock.querySelector("[data-seconds]");
  const bar = here.querySelector("progress");
  const heard = here.querySelector("[data-heard]");
  const whole = Number(clock.dataset.whole);
  const say = new Set([Math.floor(whole / 2), 10, 5]);
  let shown = -1;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    if (left === shown) return;
    shown = left;
    words.textContent = words.dataset.text.replace("LEFT", left);
    bar.value = left;
    clock.classList.toggle("is-soon", left <= 10);
    bar.classList.toggle("prog-soon", left <= 10);
    if (say.has(left)) heard.textContent = heard.dataset.text.replace("LEFT", left);
    if (left === 0) {
      clearInterval(timer);
      if (Number(clock.dataset.left) > 0) here.requestSubmit();
    }
  };
  tick();
  timer = setInterval(tick, 250);
}

// ── Sending in place.
function busy(here, on) {
  here.dataset.sent = on ? "yes" : "";
  const button = here.querySelector("button.btn-main");
  if (on) button?.setAttribute("aria-disabled", "true");
  else button?.removeAttribute("aria-disabled");
}

function show(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const scene = page.querySelector("main .scene");
  if (!scene || !page.querySelector("form.decide")) return false;
  document.querySelector("main .scene").replaceWith(document.adoptNode(scene));
  document.title = page.title;
  history.replaceState(null, "", address);
  const said = [...document.querySelectorAll(".talk [data-new]")].map((line) => [...line.children].map((part) => part.textContent.trim()).join(": "));
  document.getElementById("heard").textContent = said.join(" ");
  document.getElementById("now")?.scrollIntoView({ block: "start", behavior: "auto" });
  document.getElementById("ask")?.focus({ preventScroll: true });
  wind();
  return true;
}

main?.addEventListener("submit", async (event) => {
  const here = event.target;
  if (!here.matches("form.decide[method=post]")) return;
  event.preventDefault();
  if (here.dataset.sent) return;
  busy(here, true);
  const unsent = here.querySelector("[data-unsent]");
  try {
    const answer = await fetch(here.action, { method: "POST", body: new FormData(here), credentials: "same-origin" });
    const html = await answer.text();
    const address = answer.url.replace(/choose\/$/, "");
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (!show(html, address)) location.assign(answer.url);
  } catch {
    busy(here, false);
    unsent.hidden = false;
    unsent.setAttribute("role", "alert");
  }
});

// Coming back with the browser's own button shows a page that was kept: ask the server where the run stands now.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// After the browser has gone to #now, which would take the focus away again.
addEventListener("load", () => {
  if (location.hash === "#now") requestAnimationFrame(() => document.getElementById("ask")?.focus({ preventScroll: true }));
});
wind();
