/* A lesson as it is read: the furthest block, the part one is in, quick checks without loading the page again.
 * Without this module everything works by forms and links; only the progress bar stands still until the lesson is finished. */

import { attach, read } from "../kinds/respond.js";
import { watchPlayers } from "./player.js";

const PAUSE = 1500; // ms between two reports
const lesson = document.querySelector("[data-lesson]");
const bar = document.querySelector("[data-progress]");
const said = document.querySelector("[data-said]");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

const blocks = () => [...lesson.querySelectorAll("[data-block]")];
const seen = { furthest: -1, sent: -1, timer: 0, failed: false };

function markRead() {
  lesson.dataset.read = "yes";
  bar.value = 100;
  for (const element of document.querySelectorAll("[data-when-read]")) element.hidden = false;
}

/* What is done of what the lesson asks for: [[done, percent], …] in the order of the list. */
function showConditions(states) {
  const rows = [...document.querySelectorAll("[data-condition]")];
  states?.forEach(([met, percent], place) => {
    const row = rows[place];
    if (!row) return;
    row.querySelector("[data-met]").hidden = !met;
    row.querySelector("[data-open]").hidden = met;
    const far = row.querySelector("[data-far]");
    if (far) {
      far.value = percent;
      row.querySelector("[data-far-words]").textContent = percent;
    }
  });
}

function tellState(state) {
  showConditions(state.conditions);
  if (state.read) markRead();
}

async function report() {
  seen.timer = 0;
  const place = seen.furthest;
  if (place <= seen.sent || lesson.dataset.read === "yes") return;
  const block = blocks()[place]?.dataset.block;
  if (!block) return;
  try {
    const answer = await fetch(lesson.dataset.post, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ block }),
      keepalive: true,
    });
    if (!answer.ok) {
      seen.sent = place;
      return;
    }
    const state = await answer.json();
    seen.sent = place;
    seen.failed = false;
    bar.value = Math.max(bar.value, state.percent);
    tellState(state);
  } catch {
    if (!seen.failed) said.textContent = lesson.dataset.unsent;
    seen.failed = true;
  }
}

function note(element) {
  const place = blocks().indexOf(element);
  if (place <= seen.furthest) return;
  seen.furthest = place;
  seen.timer ||= setTimeout(report, PAUSE);
}

function watchReading() {
  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => note(entry.target)),
    { rootMargin: "0px 0px -15% 0px", threshold: 0 },
  );
  blocks().forEach((block) => observer.observe(block));
  addEventListener("pagehide", report);
}

function watchContents() {
  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (!parts.length) return;
  const update = () => {
    const here = parts.filter((part) => part.getBoundingClientRect().top < innerHeight * 0.35).at(-1);
    for (const [id, link] of links) {
      if (here && id === here.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; update(); });
  }, { passive: true });
  update();
}

function complain(form, sentence) {
  const place = form.querySelector("[data-error]");
  place.textContent = sentence;
  place.hidden = !sentence;
}

async function answer(form) {
  const data = new FormData(form);
  data.set("response", JSON.stringify(read(form)));
  const button = form.querySelector("button.btn-main");
  button.disabled = true;
  complain(form, "");
  try {
    const reply = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch", "X-CSRFToken": token() } });
    if (reply.status === 409) {
      complain(form, (await reply.json()).sentence);
      return;
    }
    if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
    const card = form.closest("[data-check]");
    const parsed = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[data-check]");
    card.replaceWith(parsed);
    parsed.tabIndex = -1;
    parsed.focus({ preventScroll: true });
    tellState(JSON.parse(reply.headers.get("X-Lesson-State") ?? "{}"));
  } catch {
    form.submit();
  } finally {
    button.disabled = false;
  }
}

if (lesson) {
  watchReading();
  watchContents();
  watchPlayers(lesson, token, tellState);
  document.querySelectorAll("[data-quick]").forEach((form) => attach(form));
  lesson.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-quick]");
    if (!form) return;
    event.preventDefault();
    answer(form);
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
