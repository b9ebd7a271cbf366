/* Time as the server tells it. The browser only counts between two answers; when it reaches zero it asks. */

const two = (number) => String(number).padStart(2, "0");

export class Timer {
  /** @param {{box: Element, text: Element, limitMinutes: number, announce: (minutes: number) => void, over: () => void, word: Function}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    const marks = [Math.round(this.limitMinutes / 2), 10, 5, 1];
    this.marks = [...new Set(marks)].filter((mark) => mark > 0 && mark < this.limitMinutes);
    this.asked = false;
  }

  /** Take over what an answer of the server said: seconds left. It does not say while its clock is in doubt: then time goes on as it was. */
  sync(left, paused = false) {
    // Taken over anew with every answer in doubt, whole seconds of one that had begun would be given back each time.
    if (left === undefined && (this.left === undefined || paused === this.paused)) return;
    this.left = left ?? this.seconds();
    this.paused = paused;
    this.at = performance.now();
    if (left > 0) this.asked = false;
    this.show();
    if (!this.ticking) this.ticking = setInterval(() => this.show(), 500);
  }

  stop() {
    clearInterval(this.ticking);
  }

  /** Seconds left; undefined where the server has never said it. */
  seconds() {
    if (this.left === undefined) return undefined;
    if (this.paused) return Math.max(0, this.left);
    return Math.max(0, this.left - Math.floor((performance.now() - this.at) / 1000));
  }

  /** "34 min 12 s left", for screen readers and the sheet. */
  words() {
    const seconds = this.seconds();
    if (seconds === undefined) return "";
    const hours = Math.floor(seconds / 3600);
    const facts = { hours, minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60 };
    return this.word(hours ? "leftLong" : "left", facts);
  }

  show() {
    const seconds = this.seconds();
    const hours = Math.floor(seconds / 3600);
    const short = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    this.text.textContent = hours ? `${hours}:${short}` : short;
    this.box.setAttribute("aria-label", this.words());
    this.box.classList.toggle("is-soon", seconds <= 300 && seconds > 60);
    this.box.classList.toggle("is-late", seconds <= 60);
    const minutes = Math.ceil(seconds / 60);
    if (this.marks.includes(minutes) && this.said !== undefined && this.said > minutes) this.announce(minutes);
    this.said = minutes;
    if (seconds === 0 && !this.paused && !this.asked) {
      this.asked = true;
      this.over();
    }
  }
}
