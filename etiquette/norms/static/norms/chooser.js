/* Choosing norms and inserting figures on the screens of those who write: <norm-chooser> around a field of codes, <author-text>
   around a text, <figure-chooser> around a field of one key. Without this module all are the plain text controls they hold; what is stored is what would be typed.
   Comboboxes after the ARIA authoring practices: list autocomplete, manual selection. */

const CODE = /^n-\d{1,2}\.\d{1,2}-\d{2}$/i;
const WAIT = 200; // ms after the last key before the server is asked
let serial = 0;

const codesOf = (text) => [...new Set(text.split(/[\s,;、，；]+/).filter(Boolean))];
const fill = (sentence, word) => sentence.replace("%s", word);

async function ask(address, query) {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const answer = await fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/* Every chooser of a page asks at once for what it holds; they share one question. */
const chosen = new Map();
let asking = null;
function standing(address, codes) {
  const missing = codes.filter((code) => !chosen.has(code));
  if (!missing.length) return Promise.resolve();
  asking ??= { codes: new Set(), done: new Promise((resolve) => setTimeout(resolve, 0)).then(async () => {
    const wanted = [...asking.codes];
    asking = null;
    for (let at = 0; at < wanted.length; at += 100) {
      const answer = await ask(address, { codes: wanted.slice(at, at + 100).join(" ") });
      for (const [code, html] of Object.entries(answer.chosen)) chosen.set(code, html);
    }
  }) };
  missing.forEach((code) => asking.codes.add(code));
  return asking.done;
}

const once = new Map();
function onlyOnce(address, query) {
  const key = address + JSON.stringify(query);
  if (!once.has(key)) once.set(key, ask(address, query).catch((error) => { once.delete(key); throw error; }));
  return once.get(key);
}

/* Input, list and line of words. `source(text)` gives {options: nodes, said}; `pick(option)` is called with the chosen one. */
class Combobox {
  constructor(input, list, said, { source, pick, typed, failed }) {
    Object.assign(this, { input, list, said, source, pick, typed, failed, active: -1, waiting: 0, asked: 0 });
    list.id ||= `nc-${++serial}`;
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("input", () => { clearTimeout(this.waiting); this.waiting = setTimeout(() => this.ask(), WAIT); });
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the input
    list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) this.take(option); });
  }

  async ask() {
    clearTimeout(this.waiting);
    const mine = ++this.asked;
    let found;
    try {
      found = await this.source(this.input.value.trim());
    } catch {
      found = { options: [], said: this.failed };
    }
    if (mine !== this.asked) return;
    this.list.replaceChildren(...found.options);
    [...this.list.children].forEach((option, at) => { option.id = `${this.list.id}-${at}`; });
    this.said.textContent = found.said;
    this.point(-1);
    this.show(found.options.length > 0);
  }

  show(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.point(-1);
  }

  close() {
    this.asked += 1; // an answer on its way opens nothing any more
    clearTimeout(this.waiting);
    this.show(false);
  }

  point(index) {
    const options = [...this.list.children];
    this.active = options.length && index !== -1 ? (index + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.active)));
    if (this.active < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
    options[this.active].scrollIntoView({ block: "nearest" });
  }

  take(option) {
    this.input.value = "";
    this.close();
    this.pick(option);
  }

  async key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault(); // the form is not sent from here
      if (this.typed?.()) return;
      if (this.list.hidden) return this.ask();
      return this.take(this.list.children[Math.max(this.active, 0)]);
    }
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      return this.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    if (this.list.hidden) await this.ask();
    if (!this.list.hidden) this.point(this.active < 0 && step < 0 ? -1 + this.list.children.length : this.active + step);
  }
}

const nodes = (html) => [...new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html").body.firstChild.childNodes]; // made and escaped by the server
const normSource = (address, narrowed = () => ({})) => async (text) => {
  const answer = await ask(address, { q: text, ...narrowed() });
  return { options: nodes(answer.html), said: answer.said };
};

const figureSource = (address, none) => async (text) => {
  const { figures } = await onlyOnce(address, {});
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = figures.filter((figure) => words.every((word) => Object.values(figure).join(" ").toLowerCase().includes(word)));
  return { options: found.map(figureOption), said: found.length ? "" : none };
};

const made = (name, className, textContent) => Object.assign(document.createElement(name), { className, textContent });

function figureOption(figure) {
  const option = document.createElement("li");
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.key = figure.key;
  const words = made("span", "nc-words", `${figure.name} `);
  words.append(made("span", "nc-meta", `${figure.code} · ${figure.key}`));
  option.append(made("span", "nc-chip", figure.words), words);
  return option;
}

/* Chips: what each key reads as. A key that no norm in force has says so. */
async function showFigures(list, address, keys, unknown) {
  list.hidden = keys.length === 0;
  if (!keys.length) return;
  let figures;
  try {
    ({ figures } = await onlyOnce(address, {}));
  } catch {
    list.hidden = true;
    return;
  }
  const known = new Map(figures.map((figure) => [figure.key, figure]));
  list.replaceChildren(...keys.map((key) => {
    const figure = known.get(key);
    const chip = made("li", figure ? "nc-chip" : "nc-chip nc-chip-bad", "");
    chip.append(made("b", "", figure?.words ?? unknown), ` ${figure?.name ?? key}`);
    return chip;
  }));
}

class NormChooser extends HTMLElement {
  connectedCallback() {
    queueMicrotask(() => { if (!this.field && this.isConnected) this.build(); });
  }

  build() {
    this.field = this.querySelector("textarea");
    this.address = this.dataset.url;
    this.single = this.hasAttribute("data-single");
    this.append(this.querySelector("template").content.cloneNode(true));
    this.input = this.querySelector(".nc-input");
    this.said = this.querySelector(".nc-said");
    this.chosen = this.querySelector(".nc-chosen");
    this.filters = this.querySelector(".nc-filters");
    const narrowed = () => Object.fromEntries([...this.filters.querySelectorAll("select")].map((select) => [select.dataset.filter, select.value]));
    this.box = new Combobox(this.input, this.querySelector(".nc-list"), this.said, {
      source: normSource(this.address, narrowed),
      pick: (option) => this.add([option.dataset.code]),
      typed: () => this.takeTyped(),
      failed: this.said.dataset.failed,
    });
    this.takesThePlaceOfTheField();
    this.addEventListener("focusin", () => this.narrow(), { once: true });
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) { this.takeTyped(); this.box.close(); } });
    this.filters.addEventListener("change", () => this.box.ask());
    this.chosen.addEventListener("click", (event) => this.deed(event.target.closest("button")));
    this.field.form?.addEventListener("reset", () => setTimeout(() => this.refresh()));
    this.refresh();
  }

  /* The label, the hints and the errors of the field belong to the input that is seen. */
  takesThePlaceOfTheField() {
    const { field, input } = this;
    if (field.id) {
      input.id = field.id;
      field.id += "-codes";
    }
    for (const name of ["aria-describedby", "aria-invalid", "aria-label", "aria-labelledby"]) {
      if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
    }
    field.required = false; // what is hidden cannot be asked for by the browser; the server says it
    field.hidden = true;
  }

  async narrow() {
    try {
      const { html } = await onlyOnce(this.address, { filters: "1" });
      this.filters.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      this.filters.hidden = false;
    } catch {
      this.filters.hidden = true; // without them the words still find
    }
  }

  get codes() {
    return codesOf(this.field.value);
  }

  set codes(codes) {
    this.field.value = codes.join(" ");
    for (const type of ["input", "change"]) this.field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  /* What stands in the field has changed from outside, or at the beginning. */
  async refresh() {
    const codes = this.codes;
    try {
      await standing(this.address, codes);
    } catch {
      this.said.textContent = this.said.dataset.failed;
      this.field.hidden = false;
      return;
    }
    if (codes.join() !== this.codes.join()) return;
    this.chosen.innerHTML = codes.map((code) => chosen.get(code) ?? "").join("");
    this.chosen.hidden = codes.length === 0;
    this.querySelector(".nc-find").hidden = this.single && codes.length > 0;
    const rows = [...this.chosen.children];
    rows.forEach((row, at) => {
      row.querySelector('[data-move="-1"]').disabled = at === 0;
      row.querySelector('[data-move="1"]').disabled = at === rows.length - 1;
      for (const button of row.querySelectorAll("[data-move]")) button.hidden = rows.length < 2;
    });
  }

  async add(codes) {
    const held = this.codes;
    const fresh = codes.filter((code) => !held.includes(code));
    this.codes = this.single ? codes.slice(0, 1) : [...held, ...fresh];
    await this.refresh();
    this.said.textContent = fill(this.said.dataset.added, codes.join(", "));
    if (this.single) this.chosen.querySelector("[data-remove]")?.focus();
  }

  /* Whole codes may be typed or pasted; unknown ones are kept and say so. */
  takeTyped() {
    const words = codesOf(this.input.value);
    if (!words.length || !words.every((word) => CODE.test(word))) return false;
    this.input.value = "";
    this.box.close();
    this.add(words.map((word) => word.toUpperCase()));
    return true;
  }

  async deed(button) {
    const row = button?.closest("[data-code]");
    if (!row) return;
    const codes = this.codes;
    const code = row.dataset.code;
    const at = codes.indexOf(code);
    const step = Number(button.dataset.move ?? 0);
    codes.splice(at, 1);
    if (step) codes.splice(at + step, 0, code);
    this.codes = codes;
    await this.refresh();
    this.said.textContent = fill(step ? this.said.dataset.moved : this.said.dataset.removed, code);
    if (!step) return (this.chosen.children[Math.min(at, codes.length - 1)]?.querySelector("[data-remove]") ?? this.input).focus();
    const again = this.chosen.children[at + step];
    (again.querySelector(`[data-move="${step}"]:not(:disabled)`) ?? again.querySelector("[data-move]:not(:disabled)")).focus();
  }
}

/* Figures, and where wanted citations, at the cursor. Around one text, or (data-form) for whichever text of the form was last written in. */
class AuthorText extends HTMLElement {
  connectedCallback() {
    queueMicrotask(() => { if (!this.said && this.isConnected) this.build(); });
  }

  build() {
    const template = this.querySelector("template");
    this.figures = template.dataset.figures;
    this.norms = template.dataset.norms;
    this.append(template.content.cloneNode(true));
    this.said = this.querySelector(".nc-said");
    this.panel = this.querySelector("[data-panel]");
    this.input = this.panel.querySelector("input");
    this.list = this.panel.querySelector("ul");
    this.chips = this.querySelector(".nc-chips");
    this.whole = this.hasAttribute("data-form") ? this.closest("form") : null;
    this.text = this.whole ? null : this.querySelector("textarea");
    this.input.id = `nc-${++serial}`;
    this.box = new Combobox(this.input, this.list, this.said, {
      source: (text) => (this.mode === "norm" ? normSource(this.norms)(text) : figureSource(this.figures, this.said.dataset.none)(text)),
      pick: (option) => this.insert(option.dataset.key ? `{{${option.dataset.key}}}` : `[[${option.dataset.code}]]`),
      failed: this.said.dataset.failed,
    });
    this.addEventListener("click", (event) => { const button = event.target.closest("[data-open]"); if (button) this.toggle(button); });
    this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) { event.stopPropagation(); this.shut(true); } });
    this.panel.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.box.close(); });
    const scope = this.whole ?? this;
    scope.addEventListener("focusin", (event) => { if (event.target.matches("textarea:not([hidden])")) this.text = event.target; });
    scope.addEventListener("input", (event) => { if (event.target.matches("textarea")) this.mark(); });
    this.mark();
  }

  toggle(button) {
    const mode = button.dataset.open;
    if (!this.panel.hidden && this.mode === mode) return this.shut(true);
    this.shut(false);
    this.mode = mode;
    this.opener = button;
    this.input.setAttribute("aria-label", this.input.dataset[mode === "norm" ? "labelNorm" : "labelFigure"]);
    this.input.placeholder = this.input.dataset[mode === "norm" ? "hintNorm" : "hintFigure"];
    this.list.setAttribute("aria-label", this.list.dataset[mode === "norm" ? "labelNorm" : "labelFigure"]);
    button.setAttribute("aria-expanded", "true");
    this.panel.hidden = false;
    this.input.focus();
    if (mode === "figure") this.box.ask();
  }

  shut(back) {
    this.box.close();
    this.panel.hidden = true;
    this.input.value = "";
    this.said.textContent = "";
    this.opener?.setAttribute("aria-expanded", "false");
    if (back) this.opener?.focus();
  }

  insert(token) {
    this.shut(false);
    const text = this.text ?? this.whole?.querySelector("textarea:not([hidden])");
    text.focus();
    text.setRangeText(token, text.selectionStart, text.selectionEnd, "end");
    for (const type of ["input", "change"]) text.dispatchEvent(new Event(type, { bubbles: true }));
    this.said.textContent = fill(this.said.dataset.inserted, token);
  }

  /* The figures that stand in the text. */
  mark() {
    const texts = this.whole ? [...this.whole.querySelectorAll("textarea")] : [this.querySelector("textarea")];
    const keys = texts.flatMap((text) => [...text.value.matchAll(/\{\{([a-z][a-z0-9-]*)\}\}/g)].map((match) => match[1]));
    return showFigures(this.chips, this.figures, [...new Set(keys)], this.said.dataset.unknown);
  }
}

/* One figure by its key: the field itself is the combobox. */
class FigureChooser extends HTMLElement {
  connectedCallback() {
    queueMicrotask(() => { if (!this.input && this.isConnected) this.build(); });
  }

  build() {
    this.input = this.querySelector("input");
    this.append(this.querySelector("template").content.cloneNode(true));
    this.input.classList.add("nc-input");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-haspopup": "listbox" })) {
      this.input.setAttribute(name, value);
    }
    const said = this.querySelector(".nc-said");
    this.box = new Combobox(this.input, this.querySelector(".nc-list"), said, {
      source: figureSource(this.dataset.figures, said.dataset.none),
      pick: (option) => this.set(option.dataset.key),
      failed: said.dataset.failed,
    });
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.box.close(); });
    this.input.addEventListener("input", () => this.mark());
    this.mark();
  }

  set(key) {
    this.input.value = key;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.mark();
  }

  mark() {
    if (!this.input) return null;
    const key = this.input.value.trim();
    return showFigures(this.querySelector(".nc-chips"), this.dataset.figures, key ? [key] : [], this.querySelector(".nc-said").dataset.unknown);
  }
}

customElements.define("norm-chooser", NormChooser);
customElements.define("author-text", AuthorText);
customElements.define("figure-chooser", FigureChooser);

/* Inside a StreamField: a block that sets its value tells the element, and what is invalid is said of the input that is seen. */
const Plain = window.telepath?.constructors?.["wagtail.widgets.Widget"];
if (Plain) {
  const Bound = Plain.prototype.boundWidgetClass ?? new Plain("").boundWidgetClass;
  const around = (input) => input.closest("norm-chooser, author-text, figure-chooser");
  class BoundHere extends Bound {
    setState(state) {
      super.setState(state);
      const element = around(this.input);
      if (element?.said ?? element?.input) element.refresh ? element.refresh() : element.mark(); // built already
    }

    setInvalid(invalid) {
      super.setInvalid(invalid);
      const input = around(this.input)?.querySelector("norm-chooser .nc-input");
      if (input) invalid ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    }

    focus() {
      (around(this.input)?.querySelector("norm-chooser .nc-input") ?? this.input).focus();
    }
  }
  class Here extends Plain {
    boundWidgetClass = BoundHere;
  }
  window.telepath.register("decorum.NormChooser", Here);
  window.telepath.register("decorum.AuthorText", Here);
  window.telepath.register("decorum.FigureChooser", Here);
}
