/* The exam page. It shows what the server has, sends what it does not have yet, and decides nothing: not the time, not the marks. */

import { attach, read, write } from "../kinds/respond.js";
import { Outbox, ask } from "./outbox.js";
import { Palette } from "./palette.js";
import { askWhich, describe } from "./conflict.js";
import { Sheet } from "./sheet.js";
import { Timer } from "./timer.js";
import { keys } from "./keys.js";

const root = document.querySelector("[data-exam]");
const start = JSON.parse(document.getElementById("exam-state").textContent);
const [savedIcon, unsavedIcon, ringIcon] = document.getElementById("save-icons").content.children;
const word = (name, facts = {}) =>
  root.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`].replace(/\{(\w+)\}/g, (_all, key) => facts[key]);

const items = start.items.map((row) => row.item);
const rows = new Map(start.items.map((row) => [row.item, { answered: row.answered, flagged: row.flagged, savedAt: row.saved_at, sentence: "" }]));
const revisions = new Map(start.items.map((row) => [row.item, row.revision]));
const forms = new Map(items.map((item) => [item, document.getElementById(`q-${item}`)]));
const typing = new Map();
let current = items[0];
let view = "one";
let last = null;
let leaving = false;

const outbox = new Outbox(
  { attempt: root.dataset.attempt, owner: root.dataset.login, saveUrl: root.dataset.saveUrl, stateUrl: root.dataset.stateUrl, revisions },
  heard,
);
const unsaved = () => [...new Set([...outbox.unsaved(), ...typing.keys()])].sort((a, b) => a - b);
const stateOf = (item) => {
  const row = rows.get(item);
  return { answered: row.answered, flagged: row.flagged, unsaved: outbox.entries.has(item) || outbox.later.has(item) || typing.has(item) };
};
const palette = new Palette({ items, word, state: stateOf });
const timer = new Timer({
  box: document.querySelector("[data-timer]"),
  text: document.querySelector("[data-timer-text]"),
  limitMinutes: Number(root.dataset.limit),
  word,
  announce: (minutes) => say(minutes === 1 ? word("announceOne") : word("announce", { minutes })),
  over: timeIsOver,
});
const sheet = new Sheet({ word, palette, timer, unsaved, go: (item) => show(item, true), submit: handIn });

function say(sentence) {
  document.querySelector("[data-announce]").textContent = sentence;
}

function clock(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

function sync(facts) {
  if (facts.state) {
    timer.sync(facts.left, facts.paused);
    standStill(Boolean(facts.paused), facts.why);
  }
  if (facts.state && facts.state !== "open") finished(facts.result_url);
}

/* While the clock stands still the paper is covered; what was answered before goes on being saved. */
function standStill(paused, why) {
  const cover = document.querySelector("[data-paused]");
  if (why) cover.querySelector("[data-why]").textContent = why;
  if (cover.hidden === !paused) return;
  cover.hidden = !paused;
  document.querySelector("[data-paper]").hidden = paused;
  if (paused && sheet.dialog.open) sheet.dialog.close();
  for (const button of document.querySelectorAll("[data-open-submit], [data-turn]")) button.toggleAttribute("inert", paused);
  say(word(paused ? "paused" : "resumed"));
}

function finished(url) {
  leaving = true;
  timer.stop();
  location.assign(url || root.dataset.resultUrl);
}

/* ── what the outbox says ─────────────────────────────────────────────── */

function heard(what, item, facts) {
  const row = rows.get(item);
  if (what === "saved") {
    row.savedAt = facts.saved_at;
    row.sentence = "";
    last = facts.saved_at;
    signedOut(false);
  }
  if (what === "changed") row.sentence = "";
  if (what === "refused") row.sentence = word("rejected", { sentence: facts.sentence || "" });
  if (what === "over") row.sentence = word("late");
  if (what === "signed-out") signedOut(true);
  if (what === "conflict") resolveConflict(item, facts);
  paint();
  sync(facts);
}

function signedOut(yes) {
  document.querySelector("[data-signed-out]").hidden = !yes;
}

async function resolveConflict(item, facts) {
  const form = forms.get(item);
  const mine = await askWhich({
    item,
    title: form.querySelector(".q-no").textContent,
    theirs: describe(form, facts.theirs, write) || word("nothing"),
    mine: describe(form, facts.mine, write) || word("nothing"),
  });
  if (!mine) {
    write(form, facts.theirs);
    rows.get(item).answered = facts.theirs !== null;
    rows.get(item).savedAt = facts.saved_at;
  }
  outbox.resolve(item, facts.revision, mine);
  paint();
}

/* ── painting ─────────────────────────────────────────────────────────── */

function status(box, state, sentence) {
  const icon = { saved: savedIcon, unsaved: unsavedIcon, blank: ringIcon }[state].cloneNode(true);
  const shown = `${state}|${sentence}`;
  if (box.dataset.shown === shown) return;
  box.dataset.shown = shown;
  if (state === "unsaved") box.dataset.state = "unsaved";
  else delete box.dataset.state;
  const text = document.createElement("span");
  text.textContent = sentence;
  box.replaceChildren(icon, text);
}

function paint() {
  palette.show(view === "one" ? current : null);
  const waiting = unsaved();
  for (const item of items) {
    const row = rows.get(item);
    const box = forms.get(item).querySelector("[data-save]");
    if (stateOf(item).unsaved) status(box, "unsaved", word(typing.has(item) ? "saving" : "unsaved"));
    else if (row.savedAt && row.answered) status(box, "saved", word("thisSaved", { time: clock(row.savedAt) }));
    else status(box, "blank", word("blank"));
    const error = forms.get(item).querySelector("[data-sentence]");
    error.textContent = row.sentence;
    error.hidden = !row.sentence;
  }
  const all = document.querySelector("[data-save-all]");
  const stuck = waiting.filter((item) => !typing.has(item));
  if (stuck.length) status(all, "unsaved", word("unsavedCount", { count: stuck.length }));
  else status(all, "saved", last ? word("savedAt", { time: clock(last) }) : word("allSaved"));
  const note = document.querySelector("[data-unsaved-note]");
  if (!stuck.length && !note.hidden) say(word("back"));
  note.hidden = !(stuck.length && outbox.wait > 2000);
  if (!note.hidden) note.querySelector("strong").textContent = word("waitingNote", { list: palette.said(stuck) });
  sheet.paint();
}

function show(item, focus = false) {
  current = item;
  for (const [number, form] of forms) form.hidden = view === "one" && number !== item;
  const at = items.indexOf(item);
  for (const link of document.querySelectorAll("[data-turn]")) {
    const target = items[at + Number(link.dataset.turn)];
    link.href = target ? `#q-${target}` : "#";
    link.toggleAttribute("aria-disabled", !target);
    link.style.visibility = target ? "" : "hidden";
  }
  paint();
  const form = forms.get(item);
  if (view === "list") form.scrollIntoView({ block: "start" });
  else scrollTo({ top: 0 });
  if (focus) {
    const target = form.querySelector(".q-no");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
}

function setView(name) {
  view = name;
  document.querySelector("[data-questions]").classList.toggle("exam-list", view === "list");
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  show(current);
}

/* ── what the taker does ──────────────────────────────────────────────── */

function take(item) {
  clearTimeout(typing.get(item));
  typing.delete(item);
  const response = read(forms.get(item));
  rows.get(item).answered = response !== null && response !== undefined && Object.keys(response).length > 0;
  outbox.put(item, response ?? null);
}

/* Every change arrives as "input"; text waits until the taker pauses, or leaves the field ("change"). */
function answered(event) {
  const form = event.target.closest("form[data-item]");
  if (!form) return;
  const item = Number(form.dataset.item);
  const written = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])");
  if (event.type === "change") {
    if (typing.has(item)) take(item);
  } else if (written) {
    clearTimeout(typing.get(item));
    typing.set(item, setTimeout(() => take(item), 600));
    paint();
  } else take(item);
}

async function toggleFlag(item) {
  const row = rows.get(item);
  const flagged = !row.flagged;
  row.flagged = flagged;
  paintFlag(item);
  paint();
  const { status: code } = await ask(root.dataset.flagUrl, { item, flagged });
  if (code !== 200 && row.flagged === flagged) {
    row.flagged = !flagged;
    paintFlag(item);
    paint();
  }
}

function paintFlag(item) {
  const button = forms.get(item).querySelector("[data-flag]");
  const { flagged } = rows.get(item);
  button.setAttribute("aria-pressed", String(flagged));
  button.querySelector("span").textContent = word(flagged ? "flagged" : "flag");
}

async function settleTyping() {
  for (const item of [...typing.keys()]) take(item);
  await outbox.flush();
}

async function handIn() {
  await settleTyping();
  if (unsaved().length && timer.seconds() !== 0) {
    sheet.paint();
    return false;
  }
  const { status: code, facts } = await ask(root.dataset.submitUrl, {});
  if (code === 200 && facts.state !== "open") finished(facts.result_url);
  else if (code === 401) signedOut(true);
  else if (code === 409) sync(facts); // paused meanwhile
  return code === 200;
}

/* The server is asked until it knows. The paper stays open as long as answers that arrived in time may be on their way: this page's own, or those of
   another window of the same taker. As a rule the clock closes it then; where it has not, this page hands in. */
async function timeIsOver() {
  await rest(1000); // the seconds left are rounded down, and the last one is the taker's
  for (let told = false; ; ) {
    await settleTyping();
    const { status: code, facts } = await ask(root.dataset.stateUrl);
    sync(facts);
    if (code === 200) {
      const ended = facts.state === "open" && facts.left === 0 && !facts.paused;
      putDown(ended);
      if (!ended) return; // given more time meanwhile, paused, or closed by the clock
      if (!told) say(word("over"));
      told = true;
      const since = (Date.parse(facts.now) - Date.parse(facts.deadline)) / 1000;
      if (since > start.patience && (await handIn())) return;
    }
    await rest(unsaved().length ? 1000 : 5000);
  }
}

function rest(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/* The pen is put down: the paper can be read, and nothing more is written into it or handed in by hand. */
function putDown(yes) {
  document.querySelector("[data-over]").hidden = !yes;
  document.querySelector("[data-questions]").toggleAttribute("inert", yes);
  for (const button of document.querySelectorAll("[data-open-submit]")) button.toggleAttribute("inert", yes);
  if (yes && sheet.dialog.open) sheet.dialog.close();
}

/* ── wiring ───────────────────────────────────────────────────────────── */

for (const form of forms.values()) {
  attach(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusin", () => {
    if (view === "list" && current !== Number(form.dataset.item)) current = Number(form.dataset.item);
  });
}
root.addEventListener("input", answered);
root.addEventListener("change", answered);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#q-']");
  if (link) {
    event.preventDefault();
    show(Number(link.hash.slice(3)), true);
    return;
  }
  const choice = event.target.closest("[data-view]");
  if (choice) {
    event.preventDefault();
    setView(choice.dataset.view);
    return;
  }
  const flag = event.target.closest("[data-flag]");
  if (flag) toggleFlag(Number(flag.closest("form").dataset.item));
  if (event.target.closest("[data-open-submit]")) settleTyping().then(() => sheet.open());
});
addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved().length) event.preventDefault();
});
addEventListener("pagehide", () => {
  for (const item of [...typing.keys()]) take(item);
  outbox.leave();
});

async function look() {
  const { status: code, facts } = await ask(root.dataset.stateUrl);
  if (code === 200) {
    signedOut(false);
    if (outbox.unsaved().length) outbox.flush();
  } else if (code === 401) signedOut(true);
  sync(facts);
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});

/* The pulse costs the server one statement and says when to come again; the whole state is asked for twice a minute. */
async function feel() {
  const { facts } = await ask(start.pulse, undefined, { nobody: true });
  sync(facts);
  setTimeout(feel, (facts.every || start.every) * 1000);
}
setInterval(look, 30000);
if (start.every < 30) setTimeout(feel, start.every * 1000);

keys({
  box: document.querySelector("[data-keys]"),
  step: (by) => {
    const item = items[items.indexOf(current) + by];
    if (item) show(item, true);
  },
  flag: () => toggleFlag(current),
  choose: (number) => {
    const choice = forms.get(current).querySelectorAll("input[type=radio], input[type=checkbox]")[number - 1];
    if (choice && !choice.closest("[inert]")) choice.click();
  },
});

for (const entry of outbox.recover()) {
  if (!forms.has(entry.item)) continue;
  write(forms.get(entry.item), entry.response);
  rows.get(entry.item).answered = entry.response !== null;
}
timer.sync(start.left, start.paused);
standStill(start.paused, start.why);
const asked = location.hash.match(/^#q-(\d+)$/);
show(asked && forms.has(Number(asked[1])) ? Number(asked[1]) : (items.find((item) => !rows.get(item).answered) ?? items[0]));
