/* Before handing in: what is answered, empty, flagged, not yet on the server. */

export class Sheet {
  /** @param {{word: Function, palette: object, timer: object, unsaved: () => number[], go: (item: number) => void, submit: () => Promise<boolean>}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    this.dialog = document.getElementById("submit");
    this.find = (selector) => this.dialog.querySelector(selector);
    this.find("[data-close]").addEventListener("click", () => this.dialog.close());
    this.find("[data-go]").addEventListener("click", () => {
      this.dialog.close();
      this.go(this.target);
    });
    this.find("[data-submit]").addEventListener("click", () => this.press());
  }

  open() {
    this.find("[data-submit-error]").hidden = true;
    this.dialog.showModal();
    this.paint();
    (this.find("[data-go]").hidden ? this.find("[data-submit]") : this.find("[data-go]")).focus();
  }

  paint() {
    if (!this.dialog.open) return;
    this.find("[data-left]").textContent = this.timer.words();
    for (const name of ["answered", "blank", "flagged", "unsaved"]) {
      const items = name === "unsaved" ? this.unsaved() : this.palette.list(name);
      const count = items.length;
      this.find(`[data-sum="${name}"]`).textContent = this.word(count === 1 ? "countOne" : "count", { count });
      const list = this.find(`[data-list="${name}"]`);
      if (list) list.textContent = count ? this.word("questions", { list: this.palette.said(items) }) : "";
    }
    const waiting = this.unsaved();
    const blank = this.palette.list("blank");
    this.target = blank[0];
    this.find("[data-go]").hidden = !blank.length;
    if (blank.length) this.find("[data-go]").textContent = this.word("go", { item: blank[0] });
    this.find("[data-submit]").classList.toggle("btn-main", !blank.length);
    this.find("[data-submit]").disabled = waiting.length > 0;
    this.find("[data-why]").textContent = waiting.length ? this.word("wait", { list: this.palette.said(waiting) }) : "";
  }

  async press() {
    const button = this.find("[data-submit]");
    button.disabled = true;
    const done = await this.submit();
    if (done) return;
    button.disabled = false;
    this.paint();
    const error = this.find("[data-submit-error]");
    error.textContent = this.word("failed");
    error.hidden = false;
  }
}
