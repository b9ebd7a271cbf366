/* The numbers of the paper: answered, flagged, not yet on the server, current; in shape, colour and words. */

export class Palette {
  /** @param {{items: number[], word: Function, state: (item: number) => {answered: boolean, flagged: boolean, unsaved: boolean}}} facts */
  constructor(facts) {
    Object.assign(this, facts);
    this.cells = new Map(this.items.map((item) => [item, []]));
    for (const link of document.querySelectorAll("[data-palette] [data-item]")) this.cells.get(Number(link.dataset.item)).push(link);
  }

  show(current) {
    for (const item of this.items) {
      const state = this.state(item);
      const parts = [this.word(state.unsaved ? "cellUnsaved" : state.answered ? "cellAnswered" : "cellBlank")];
      if (state.flagged) parts.push(this.word("cellFlagged"));
      const label = this.word("cell", { item, state: parts.join(this.word("comma")) });
      for (const link of this.cells.get(item)) {
        link.classList.toggle("is-answered", state.answered && !state.unsaved);
        link.classList.toggle("is-unsaved", state.unsaved);
        link.classList.toggle("is-flagged", state.flagged);
        link.setAttribute("aria-label", label);
        if (item === current) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      }
    }
    this.counts();
  }

  /** Items of one state, in order. */
  list(name) {
    return this.items.filter((item) => {
      const state = this.state(item);
      return { answered: state.answered && !state.unsaved, blank: !state.answered, flagged: state.flagged, unsaved: state.unsaved }[name];
    });
  }

  counts() {
    for (const name of ["answered", "blank", "flagged", "unsaved"]) {
      const count = this.list(name).length;
      for (const box of document.querySelectorAll(`[data-count="${name}"]`)) box.textContent = count;
    }
    const answered = this.items.filter((item) => this.state(item).answered).length;
    for (const box of document.querySelectorAll('[data-count="answered-of"]')) box.textContent = `${answered} / ${this.items.length}`;
  }

  /** [1, 2, 3, 7] as "1 to 3, 7". */
  said(items) {
    const runs = [];
    for (const item of items) {
      const last = runs[runs.length - 1];
      if (last && item === last[1] + 1) last[1] = item;
      else runs.push([item, item]);
    }
    const words = runs.flatMap(([first, last]) =>
      last - first > 1 ? [this.word("range", { first, last })] : last > first ? [first, last] : [first],
    );
    return words.join(this.word("comma"));
  }
}
