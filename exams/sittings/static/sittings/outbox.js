/* What the server has not acknowledged yet. Every entry stands in this browser's storage until the server has answered for it,
   so that a closed tab, a flat battery or a lost network loses nothing. One request at a time, in the order of the answers. */

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const LONGEST_ANSWER = 25000; // the server waits 20 seconds for its database, and says then when it was asked

/** The CSRF token as it is now: after a new sign-in in another tab the cookie holds the new one. */
export function token() {
  const found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : "";
}

/**
 * POST or GET JSON; resolves to {status, facts, again}: `again` is after how many seconds the server wants to be asked again (0: it does not say).
 * Status 0 means that no answer came, or that `given` (an AbortSignal) gave up on it. `nobody` asks without the session: the address is the right.
 */
export async function ask(url, body, { keepalive = false, given = undefined, nobody = false } = {}) {
  const options = { headers: { Accept: "application/json" }, credentials: nobody ? "omit" : "same-origin", cache: "no-store", redirect: "error", keepalive };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRFToken"] = token();
  }
  const limit = AbortSignal.timeout ? AbortSignal.timeout(LONGEST_ANSWER) : undefined;
  const signal = given && limit && AbortSignal.any ? AbortSignal.any([given, limit]) : given || limit;
  try {
    const answer = await fetch(url, { ...options, signal });
    return { status: answer.status, facts: await answer.json(), again: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return { status: 0, facts: {}, again: 0 };
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* What of an entry is sent. */
const body = ({ item, revision, client_key, response, stamp }) => ({ item, revision, client_key, response, stamp });

export class Outbox {
  /**
   * @param {{attempt: string, owner: string, saveUrl: string, stateUrl: string, revisions: Map<number, number>}} facts
   * `told` is called with (what, item, facts): "saved", "conflict", "over", "refused", "waiting", "signed-out", "signed-in", "changed".
   */
  constructor(facts, told) {
    Object.assign(this, facts);
    this.told = told;
    this.prefix = `decorum:${this.owner}:${this.attempt}:`;
    this.entries = new Map(); // item -> {item, revision, client_key, response, stamp, sent}; stamp: the server's word when it came first
    this.later = new Map(); // item -> the answer given while an entry of the same item was on its way
    this.wait = FIRST_WAIT;
    this.halted = new Set(); // items that wait for a person's decision
    addEventListener("online", () => this.hurry());
    addEventListener("focus", () => this.flush());
  }

  /** Take up what an earlier page left behind; returns its entries so that the page can show the answers. */
  recover() {
    const found = [];
    for (const name of this.stored()) {
      try {
        const entry = JSON.parse(localStorage.getItem(name));
        if (!this.entries.has(entry.item)) found.push(entry);
        this.entries.set(entry.item, entry);
      } catch {
        localStorage.removeItem(name);
      }
    }
    if (found.length) this.flush();
    return found;
  }

  stored() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(this.prefix));
    } catch {
      return []; // storage is switched off: entries then live as long as the page
    }
  }

  keep(entry) {
    try {
      localStorage.setItem(`${this.prefix}${entry.item}`, JSON.stringify(entry));
    } catch {
      /* full or switched off: the entry stays in memory, and the page says that it is not saved */
    }
  }

  forget(item) {
    this.entries.delete(item);
    this.halted.delete(item);
    try {
      localStorage.removeItem(`${this.prefix}${item}`);
    } catch {
      /* storage is switched off */
    }
  }

  /** An answer was given. */
  put(item, response) {
    const before = this.entries.get(item);
    if (before && before.sent && !this.halted.has(item)) {
      this.later.set(item, response);
      this.keep({ ...before, response, client_key: newKey(), stamp: undefined, sent: false });
    } else {
      this.halted.delete(item);
      const entry = { item, revision: this.revisions.get(item), client_key: newKey(), response, sent: false };
      this.entries.set(item, entry);
      this.keep(entry);
    }
    this.told("changed", item, {});
    this.flush();
  }

  /** Items that are not on the server, in order. */
  unsaved() {
    return [...new Set([...this.entries.keys(), ...this.later.keys()])].sort((a, b) => a - b);
  }

  async flush() {
    if (this.busy) return this.busy;
    clearTimeout(this.timer);
    this.busy = this.run();
    try {
      await this.busy;
    } finally {
      this.busy = null; // whatever a listener threw, the next answer is sent
    }
    return undefined;
  }

  /* The network is back. A request from before may hang until its time is up: give up on it and send it again at once, under its own key. */
  hurry() {
    this.wait = FIRST_WAIT;
    this.again = Boolean(this.busy);
    this.trying?.abort();
    this.flush();
  }

  async run() {
    for (;;) {
      const entry = [...this.entries.values()].find((one) => !this.halted.has(one.item));
      if (!entry) return;
      entry.sent = true;
      this.trying = new AbortController();
      const { status, facts, again } = await ask(this.saveUrl, body(entry), { given: this.trying.signal });
      if (status === 0 && this.again) {
        this.again = false;
        continue;
      }
      if (!(await this.settle(entry, status, facts, again))) return;
    }
  }

  /** What one answer of the server means; false stops the run until the next try. */
  async settle(entry, status, facts, again) {
    const { item } = entry;
    if (status === 200) {
      this.wait = FIRST_WAIT;
      this.revisions.set(item, facts.revision);
      this.forget(item);
      this.next(item);
      this.told("saved", item, facts);
      return true;
    }
    if (status === 409) {
      this.next(item); // what is decided about is the newest answer of this page, not the one that was on its way
      this.halted.add(item);
      this.told("conflict", item, { ...facts, mine: this.entries.get(item).response });
      return true;
    }
    if (status === 410) {
      this.forget(item);
      this.next(item); // the server keeps this one, too
      this.told("over", item, facts);
      return true;
    }
    if (status === 400 || status === 404) {
      this.halted.add(item);
      this.next(item);
      this.told("refused", item, facts);
      return true;
    }
    if (facts.stamp) {
      entry.stamp = facts.stamp;
      if (!this.later.has(item)) this.keep(entry);
    }
    if (status === 401) this.told("signed-out", item, facts);
    if (status === 403) await ask(this.stateUrl); // brings a fresh token
    this.told("waiting", item, facts);
    this.timer = setTimeout(() => this.flush(), Math.max(this.wait * (0.75 + Math.random() / 2), again * 1000));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    return false;
  }

  next(item) {
    if (!this.later.has(item)) return;
    const response = this.later.get(item);
    this.later.delete(item);
    this.halted.delete(item);
    const entry = { item, revision: this.revisions.get(item), client_key: newKey(), response, sent: false };
    this.entries.set(item, entry);
    this.keep(entry);
  }

  /** A person decided a conflict. `mine`: send it again on top of what the server has; otherwise drop it. */
  resolve(item, revision, mine) {
    const entry = this.entries.get(item);
    this.revisions.set(item, revision);
    this.forget(item);
    if (mine && entry) this.put(item, entry.response);
    else this.told("changed", item, {});
  }

  /** The page goes away: give the network a last chance; what it does not take stays in storage. */
  leave() {
    for (const entry of this.entries.values()) {
      if (this.halted.has(entry.item)) continue;
      ask(this.saveUrl, body(entry), { keepalive: true });
    }
  }
}
