// The connection to the bot: what was said, what changes, and what waits to be sent.

import { asked, personKey, sameSeat } from "./me.js";

const OUTBOX = "troubadour.outbox";
const RETRY_MS = 2000;
const REQUEST_MS = 60000;
const UPLOAD_MS = 900000;

/** The bot said no, with a sentence; sending the same again would change nothing. */
export class Refused extends Error {}

async function ask(path, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  const signal = AbortSignal.timeout(options.patience ?? REQUEST_MS);
  const answer = await fetch(path, { cache: "no-store", signal, ...options, headers });
  if (answer.ok) return answer.json();
  const said = await answer.json().catch(() => ({}));
  const later = answer.status > 500; // it may work in a moment; what else failed would fail again
  const error = new (later ? Error : Refused)(said.error?.text ?? "");
  error.code = said.error?.code;
  error.said = Boolean(said.error?.text);
  throw error;
}

/** Ask again until there is an answer: the bot may just be starting. */
async function insist(path) {
  for (;;) {
    try {
      return await ask(path);
    } catch (error) {
      if (error instanceof Refused) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What goes along with a message: a song that was sent ahead, a file with its data, or nothing. */
function attached({ file }) {
  if (file?.id) return { audio: { name: file.name, id: file.id, size_bytes: file.size_bytes } };
  return { file: file && { name: file.name, data: file.data } };
}

/** Messages of one person that the bot has not confirmed, kept over a reload. */
class Outbox {
  #key;

  constructor(me) {
    this.#key = `${OUTBOX}:${personKey(me)}`; // all tabs share the storage, and each may be somebody else
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((item) => item.me) : [];
    } catch {
      return [];
    }
  }

  #write(items) {
    try {
      localStorage.setItem(this.#key, JSON.stringify(items));
      return true;
    } catch {
      return false; // no room: it is sent all the same, and only a reload would lose it
    }
  }

  /** Keep a message, and tell whether there was room for it. */
  add(item) {
    return this.#write([...this.read(), item]);
  }

  remove(id) {
    this.#write(this.read().filter((item) => item.id !== id));
  }
}

/**
 * Talks to the bot as one person in one channel. `on` is told: message(m), progress(m), history(stretch), waiting(item, kept), sent(id),
 * refused(item, sentence), trouble(id, sentence), online(boolean).
 */
export class Link {
  #me;
  #on;
  #outbox;
  #queue = [];
  #sending = false;
  #closed = false;
  #events = null;
  #changed = 0;
  #oldest = null;
  #timer = null;

  constructor(me, on) {
    [this.#me, this.#on, this.#outbox] = [me, on, new Outbox(me)];
  }

  /** What the page has to know; a patient one asks until the bot is there. */
  facts({ patient = false } = {}) {
    return (patient ? insist : ask)(asked("/api/page", this.#me));
  }

  /** Send a song ahead of its message; what comes back is what to call it there. */
  sendAhead(file) {
    const headers = { "Content-Type": "application/octet-stream" };
    return ask(asked("/api/uploads", this.#me), { method: "POST", headers, body: file, patience: UPLOAD_MS });
  }

  /** Load the last messages, take up what waits, and follow what changes. */
  async open() {
    const stretch = await insist(asked("/api/messages", this.#me));
    if (this.#closed) return;
    this.#changed = stretch.changed;
    this.#oldest = stretch.messages[0]?.seq ?? null;
    this.#on.history(stretch);
    const known = new Set(stretch.messages.map((message) => message.nonce));
    for (const item of this.#outbox.read()) {
      this.#queue.push(item);
      if (!known.has(item.id) && this.#isOurs(item)) this.#on.waiting(item, true);
    }
    this.#follow();
    this.#flush();
  }

  /** Follow no longer, and say nothing more. What waits is sent all the same: it was promised. */
  close() {
    this.#closed = true;
    this.#on = Object.fromEntries(Object.keys(this.#on).map((name) => [name, () => {}]));
    this.#events?.close();
    clearTimeout(this.#timer);
  }

  async older() {
    const stretch = await ask(asked("/api/messages", this.#me, { before: this.#oldest }));
    this.#oldest = stretch.messages[0]?.seq ?? this.#oldest;
    return stretch;
  }

  /** Say something; `file` goes along where there is one: `{ name, size_bytes, data }`. */
  send(text, file = null) {
    const item = { id: newId(), text: text.toWellFormed?.() ?? text, me: this.#me, ...(file && { file }) };
    const kept = this.#outbox.add(item);
    this.#queue.push(item);
    this.#on.waiting(item, kept);
    this.#flush();
  }

  cancel(jobId) {
    return post("/api/cancel", { job_id: jobId, me: this.#me });
  }

  /** Press a button on a song: again, edit, post or delete. */
  song(press) {
    return post("/api/song", { id: newId(), ...press, me: this.#me });
  }

  /** Press something on a panel; sending the same tap again is safe. */
  tap(tap) {
    return post("/api/tap", { ...tap, me: this.#me });
  }

  /** Something that waits may have been written in another channel, and is not shown in this one. */
  #isOurs(item) {
    return sameSeat(item.me, this.#me);
  }

  #follow() {
    this.#events = new EventSource(asked("/events", this.#me, { after: this.#changed }));
    this.#events.addEventListener("open", () => {
      this.#on.online(true);
      this.#flush();
    });
    this.#events.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      this.#changed = message.changed;
      this.#on.message(message);
    });
    this.#events.addEventListener("progress", (event) => this.#on.progress(JSON.parse(event.data)));
    this.#events.addEventListener("restart", () => location.reload());
    this.#events.addEventListener("error", () => {
      this.#on.online(false);
      if (this.#events.readyState === EventSource.CLOSED) this.#later(() => this.#comeBack());
    });
  }

  /** The bot answered with an error: it is starting, or the session is no longer good. */
  async #comeBack() {
    try {
      await ask(asked("/api/page", this.#me));
      if (!this.#closed) this.#follow();
    } catch (error) {
      if (error.code === "web-session") location.reload();
      else this.#later(() => this.#comeBack());
    }
  }

  #later(what) {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(what, RETRY_MS);
  }

  /** Send what waits, in order; the bot takes each id once, so that sending again is safe. */
  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#queue.length) {
        await this.#sendFirst(this.#queue[0]);
        this.#queue.shift();
      }
    } catch (error) {
      if (!error.said) this.#on.online(false);
      setTimeout(() => this.#flush(), RETRY_MS);
    } finally {
      this.#sending = false;
    }
  }
  async #sendFirst(item) {
    try {
      const message = await post("/api/messages", { id: item.id, text: item.text, ...attached(item), me: item.me });
      if (this.#isOurs(item)) this.#on.message(message);
      this.#on.sent(item.id);
    } catch (error) {
      if (error.said && !(error instanceof Refused)) this.#on.trouble(item.id, error.message);
      if (!(error instanceof Refused) || error.code === "web-session") throw error;
      if (this.#closed || !this.#isOurs(item)) return; // kept: it is refused where its writer sees it
      this.#on.refused(item, error.message);
    }
    this.#outbox.remove(item.id);
  }
}
