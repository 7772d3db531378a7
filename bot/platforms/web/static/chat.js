// The page: puts messages into their order and connects the parts.

import { Attachment } from "./attach.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { Link, Refused } from "./link.js";
import { NOBODY, Who, clean, forgetMe, keepMe, keptMe, personKey } from "./me.js";
import { Drawer } from "./messages.js";

const NEAR_END_PX = 120;
const ENVELOPE = 2000; // bytes of a request besides the text and the file
const byId = (id) => document.getElementById(id);
const [scroller, log, pending] = [byId("scroller"), byId("log"), byId("pending")];

class Page {
  language = "en";
  words = {};
  #clockAhead = 0;
  #mostBytes = Infinity;
  #drawer = null;
  #composer = null;
  #attachment = null;
  #shown = new Map();
  #online = true;

  me = keptMe();
  channels = [];
  roles = [];
  #myId = "";
  #link = null;
  #who = null;
  #turn = 0;

  /** The bot's clock, which need not be this machine's. */
  now() {
    return Date.now() + this.#clockAhead;
  }

  /** How one is called here. */
  get shownName() {
    return this.me.name === NOBODY.name ? this.words.you : this.me.name;
  }

  isMine(message) {
    return message.author === this.#myId;
  }

  async open() {
    const facts = await this.#firstFacts();
    [this.language, this.words, this.#mostBytes] = [facts.language, facts.words, facts.most_bytes];
    document.documentElement.lang = facts.language;
    this.#know(facts);
    this.#nameThings();
    this.#drawer = new Drawer(this, {
      insert: (text) => this.#composer.insert(text),
      send: (text) => this.#send(text),
      cancel: (jobId) => this.#link.cancel(jobId).catch(() => this.#onOnline(false)),
      tap: (tap) => this.#answered(this.#link.tap(tap)),
      song: (press) => this.#answered(this.#link.song(press)),
      playing: (audio) => pauseOthers(audio),
    });
    this.#attachment = new Attachment({
      page: this,
      parts: {
        button: byId("attach"),
        picker: byId("picker"),
        holder: byId("attached"),
        alert: byId("attach-alert"),
        status: byId("attach-status"),
        target: byId("drop"),
      },
      mostBytes: facts.most_file_bytes,
      mostAudioBytes: facts.most_audio_bytes,
      sendAhead: (file) => this.#link.sendAhead(file),
      focus: () => isTouched() || this.#composer.focus(),
    });
    this.#composer = new Composer({
      form: byId("composer"),
      input: byId("input"),
      list: byId("commands"),
      commands: facts.commands,
      values: facts.completions,
      attachment: this.#attachment,
      send: (text, file) => this.#send(text, file),
    });
    this.#who = new Who({
      button: byId("who-button"),
      card: byId("who"),
      tabs: byId("channels"),
      page: this,
      become: (me) => this.#become(me),
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
      if (!document.hidden) this.#nameTab();
    });
    await this.#converse();
    if (!isTouched()) this.#composer.focus();
  }

  /** Whoever this tab was may no longer be taken; then it begins as everybody does. */
  async #firstFacts() {
    try {
      return await new Link(this.me, {}).facts({ patient: true });
    } catch (error) {
      if (!(error instanceof Refused) || error.code === "web-session") throw error;
      this.me = forgetMe();
      return new Link(this.me, {}).facts({ patient: true });
    }
  }

  /** Take up what the bot says of who this is. */
  #know(facts) {
    this.#clockAhead = facts.now_ms - Date.now();
    [this.channels, this.roles] = [facts.channels, facts.roles];
    this.me = clean(facts.me);
    this.#myId = facts.me.id ?? personKey(this.me);
  }

  /** Go on as somebody else or in another channel; where that is refused, nothing changes. */
  async #become(me) {
    const turn = (this.#turn += 1);
    const facts = await new Link(me, {}).facts().catch((error) => {
      if (!(error instanceof Refused)) this.#onOnline(false);
      throw error;
    });
    if (turn !== this.#turn) return; // somebody else was asked for meanwhile
    this.#know(facts);
    keepMe(this.me);
    this.#who.show();
    this.#composer.know(facts.commands, facts.completions);
    this.#nameTab();
    await this.#converse();
  }

  /** Begin the conversation that this person sees in this channel. */
  async #converse() {
    this.#link?.close();
    log.setAttribute("aria-live", "off"); // what was there before is not read out
    this.#link = new Link(this.me, this.#listener());
    this.#drawer.clear();
    this.#shown.clear();
    log.replaceChildren();
    pending.replaceChildren();
    await this.#link.open();
    log.setAttribute("aria-live", "polite");
  }

  #listener() {
    return {
      history: (stretch) => this.#onHistory(stretch),
      message: (message) => this.#onMessage(message),
      progress: (message) => this.#onProgress(message),
      waiting: (item, kept) => this.#onWaiting(item, kept),
      sent: (id) => this.#find(pending, id)?.remove(),
      trouble: (id, sentence) => this.#find(pending, id)?.querySelector(".note").replaceChildren(sentence),
      refused: (item, sentence) => this.#onRefused(item, sentence),
      online: (online) => this.#onOnline(online),
    };
  }

  /** Wait for the answer to a press; what comes back is what to say about it. */
  async #answered(press) {
    try {
      return { ok: true, text: (await press).note };
    } catch (error) {
      if (!error.said) this.#onOnline(false);
      return { ok: false, text: error.said ? error.message : this.words.trouble };
    }
  }

  #nameTab(mark = "") {
    document.title = `${mark}${this.words.title} – ${this.shownName}`;
  }

  #nameThings() {
    this.#nameTab();
    for (const [data, attribute] of [["label", "aria-label"], ["placeholder", "placeholder"]]) {
      for (const one of document.querySelectorAll(`[data-${data}]`)) {
        one.setAttribute(attribute, this.words[one.dataset[data]]);
      }
    }
    for (const one of document.querySelectorAll("[data-word]")) {
      one.textContent = this.words[one.dataset.word];
    }
  }

  #send(text, file = null) {
    if (new TextEncoder().encode(JSON.stringify(text)).length > this.#mostBytes - ENVELOPE) {
      this.#onWaiting({ id: "", text, file }, true);
      this.#onRefused({ id: "", text, file }, this.words["too-long"]);
    } else {
      this.#link.send(text, file);
    }
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
    const follow = isAtEnd() || this.isMine(message);
    this.#find(pending, message.nonce)?.remove();
    this.#place(message, { fresh: true });
    this.#welcome();
    if (follow) showNewest(this.#shown.get(message.nonce).item);
    else if (!known) byId("newest").hidden = false;
    if (document.hidden && message.body.kind === "song") this.#nameTab("♪ ");
  }

  #onProgress(message) {
    if (this.#shown.get(message.nonce)?.changed === message.changed) this.#drawer.refresh(message);
  }

  /** Put a message at its place in the conversation, or its new content where it already is. */
  #place(message, how) {
    const known = this.#shown.get(message.nonce);
    if (known && this.#drawer.refresh(message)) {
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

  #onWaiting(item, kept) {
    pending.append(this.#drawer.drawWaiting(item, kept));
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
        if (item.file) this.#attachment.put(item.file);
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

/** On a phone the input is left alone: with the focus in it a keyboard covers half of the page. */
function isTouched() {
  return matchMedia("(pointer: coarse)").matches;
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
