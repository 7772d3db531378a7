// The page: puts messages into their order and connects the parts.

import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { Link } from "./link.js";
import { Drawer } from "./messages.js";

const NEAR_END_PX = 120;
const byId = (id) => document.getElementById(id);
const [scroller, log, pending] = [byId("scroller"), byId("log"), byId("pending")];

class Page {
  language = "en";
  words = {};
  #clockAhead = 0;
  #mostBytes = Infinity;
  #drawer = null;
  #composer = null;
  #shown = new Map();
  #online = true;

  #link = new Link({
    history: (stretch) => this.#onHistory(stretch),
    message: (message) => this.#onMessage(message),
    progress: (message) => this.#onProgress(message),
    waiting: (item) => this.#onWaiting(item),
    sent: (id) => this.#find(pending, id)?.remove(),
    trouble: (id, sentence) => this.#find(pending, id)?.querySelector(".note").replaceChildren(sentence),
    refused: (item, sentence) => this.#onRefused(item, sentence),
    online: (online) => this.#onOnline(online),
  });

  /** The bot's clock, which need not be this machine's. */
  now() {
    return Date.now() + this.#clockAhead;
  }

  async open() {
    const facts = await this.#link.facts();
    [this.language, this.words, this.#mostBytes] = [facts.language, facts.words, facts.most_bytes];
    this.#clockAhead = facts.now_ms - Date.now();
    document.documentElement.lang = facts.language;
    this.#nameThings();
    this.#drawer = new Drawer(this, {
      insert: (text) => this.#composer.insert(text),
      send: (text) => this.#send(text),
      cancel: (jobId) => this.#link.cancel(jobId).catch(() => this.#onOnline(false)),
      playing: (audio) => pauseOthers(audio),
    });
    this.#composer = new Composer({
      form: byId("composer"),
      input: byId("input"),
      list: byId("commands"),
      commands: facts.commands,
      send: (text) => this.#send(text),
    });
    byId("welcome-examples").append(...facts.examples.map((example) => el("button", {
      type: "button",
      class: "chip",
      click: () => this.#composer.insert(example.text),
    }, example.label)));
    byId("older").addEventListener("click", () => this.#showOlder());
    byId("newest").addEventListener("click", () => toEnd());
    scroller.addEventListener("scroll", () => {
      if (isAtEnd()) byId("newest").hidden = true;
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) document.title = this.words.title;
    });
    await this.#link.open();
    log.setAttribute("aria-live", "polite"); // what was there before is not read out
    if (!matchMedia("(pointer: coarse)").matches) this.#composer.focus(); // no keyboard over a phone's page
  }

  #nameThings() {
    document.title = this.words.title;
    for (const [data, attribute] of [["label", "aria-label"], ["placeholder", "placeholder"]]) {
      for (const one of document.querySelectorAll(`[data-${data}]`)) {
        one.setAttribute(attribute, this.words[one.dataset[data]]);
      }
    }
    for (const one of document.querySelectorAll("[data-word]")) {
      one.textContent = this.words[one.dataset.word];
    }
  }

  #send(text) {
    if (new TextEncoder().encode(JSON.stringify(text)).length > this.#mostBytes - 200) {
      this.#onWaiting({ id: "", text });
      this.#onRefused({ id: "", text }, this.words["too-long"]);
      return true;
    }
    this.#link.send(text);
    return true;
  }

  #onHistory(stretch) {
    for (const message of stretch.messages) this.#place(message);
    byId("older").hidden = !stretch.older;
    this.#welcome();
    toEnd();
  }

  async #showOlder() {
    const stretch = await this.#link.older().catch(() => null);
    if (stretch === null) return;
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    for (const message of stretch.messages.toReversed()) this.#place(message);
    byId("older").hidden = !stretch.older;
    scroller.scrollTop = scroller.scrollHeight - fromEnd;
  }

  #onMessage(message) {
    const known = this.#shown.get(message.nonce);
    if (known && known.changed >= message.changed) return;
    const follow = isAtEnd() || message.author === "you";
    this.#find(pending, message.nonce)?.remove();
    this.#place(message, { fresh: true });
    this.#welcome();
    if (follow) showNewest(this.#shown.get(message.nonce).item);
    else if (!known) byId("newest").hidden = false;
    if (document.hidden && message.body.kind === "song") document.title = `♪ ${this.words.title}`;
  }

  #onProgress(message) {
    if (this.#shown.get(message.nonce)?.changed === message.changed) this.#drawer.refresh(message);
  }

  /** Put a message at its place in the conversation, or its new content where it already is. */
  #place(message, how) {
    const known = this.#shown.get(message.nonce);
    if (known && message.body.kind === "receipt" && this.#drawer.refresh(message)) {
      this.#shown.set(message.nonce, { ...known, changed: message.changed });
      return;
    }
    const item = this.#drawer.draw(message, how);
    if (known) {
      known.item.replaceWith(item);
    } else {
      item.dataset.seq = message.seq;
      let after = log.lastElementChild;
      while (after && Number(after.dataset.seq) > message.seq) after = after.previousElementSibling;
      if (after) after.after(item);
      else log.prepend(item);
    }
    item.dataset.seq = message.seq;
    this.#shown.set(message.nonce, { item, changed: message.changed });
  }

  #onWaiting(item) {
    pending.append(this.#drawer.drawWaiting(item));
    this.#welcome();
    this.#note();
    toEnd();
  }

  #onRefused(item, sentence) {
    const shown = this.#find(pending, item.id);
    if (!shown) return;
    shown.classList.replace("waiting", "refused");
    shown.dataset.nonce = "refused";
    const again = el("button", {
      type: "button",
      class: "quiet",
      click: () => {
        shown.remove();
        this.#composer.insert(item.text);
        this.#welcome();
      },
    }, this.words.edit);
    const says = sentence || this.words.refused;
    shown.querySelector(".note").replaceChildren(el("span", { role: "alert" }, says), " ", again);
    toEnd();
  }

  #onOnline(online) {
    if (online === this.#online) return;
    this.#online = online;
    const away = byId("away");
    away.textContent = online ? this.words.back : this.words.away;
    away.classList.toggle("back", online);
    away.hidden = false;
    if (online) setTimeout(() => { away.hidden = this.#online; }, 3000);
    this.#note();
  }

  #note() {
    for (const note of pending.querySelectorAll(".waiting .note")) {
      note.textContent = this.#online ? this.words.sending : this.words.waiting;
    }
  }

  #welcome() {
    byId("welcome").hidden = log.childElementCount + pending.childElementCount > 0;
  }

  #find(list, nonce) {
    return [...list.children].find((item) => item.dataset.nonce === nonce);
  }
}

function pauseOthers(playing) {
  for (const audio of document.querySelectorAll("audio")) if (audio !== playing) audio.pause();
}

function isAtEnd() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  byId("newest").hidden = true;
}

/** Scroll to the end, but never past the beginning of what is new: a long song shows its player. */
function showNewest(item) {
  toEnd();
  if (item.offsetHeight > scroller.clientHeight) item.scrollIntoView({ block: "start" });
}

const page = new Page();
page.open().catch((error) => {
  const away = byId("away");
  away.textContent = error.message;
  away.hidden = false;
});
