// How messages look. Every word of a message comes from the bot, in the language it was said in.

import { fileLine } from "./attach.js";
import { clock, el, fill, moment } from "./dom.js";
import { Live } from "./live.js";
import { asked } from "./me.js";
import { Panel } from "./panel.js";
import { SongButtons } from "./songs.js";

const FOLDED_LINES = 14; // of what somebody typed
const OPEN_LINES = 48; // words of a song that stand open; a longer text is folded
const SHOWN_WAITING = 2000;
const SHOWN = 100000; // characters; more freezes the browser, and no order is that long
const NEARLY = 0.95;
const BEFORE_FIRST_PERCENT = 0.2;

/** Draws messages. `page` knows words, language and the bot's clock; `act` does what buttons ask for. */
export class Drawer {
  #page;
  #act;
  #running = new Map();
  #panels = new Map();

  constructor(page, act) {
    this.#page = page;
    this.#act = act;
    setInterval(() => this.#running.forEach((receipt) => receipt.tick()), 1000);
  }

  /** Make the list item of a message; `fresh` ones came while the page was open. */
  draw(message, { fresh = false } = {}) {
    const { body } = message;
    const whose = this.#whose(message);
    const item = el("li", { class: `message ${whose} ${body.kind}`, "data-nonce": message.nonce });
    if (whose === "other") item.style.setProperty("--hue", hue(message.author));
    item.append(this.#author(message, whose), ...this.#parts(message, fresh));
    if (message.audience) item.append(this.#audience(message.audience));
    return item;
  }

  /** Show what is new in place, so that nothing jumps, the focus stays, and what is typed too. */
  refresh(message) {
    const panel = this.#panels.get(message.nonce);
    if (panel && message.body.kind === "panel") {
      panel.show(message.body);
      return true;
    }
    const receipt = this.#running.get(message.nonce);
    if (!receipt || message.body.kind !== "receipt") return false;
    if (!message.body.ended) receipt.show(message.body);
    else if (!receipt.isHeardOn(message.body)) return false;
    else {
      this.#running.delete(message.nonce);
      receipt.end(message.body);
    }
    return true;
  }

  /** Forget everything that was drawn: another conversation begins. */
  clear() {
    this.#running.clear();
    this.#panels.clear();
  }

  /** Make the list item of something that is not sent yet, and may not be kept until it is. */
  drawWaiting(item, kept) {
    const { words } = this.#page;
    const parts = this.#typed({ text: item.text.slice(0, SHOWN_WAITING), file: item.file });
    const lost = kept ? null : el("p", { class: "unkept", role: "alert" }, words["not-kept"]);
    return el("li", { class: "message you text waiting", "data-nonce": item.id }, ...parts,
      el("p", { class: "note" }, words.sending), lost);
  }

  #whose(message) {
    if (message.author === "bot") return "bot";
    return this.#page.isMine(message) ? "you" : "other";
  }

  #author(message, whose) {
    if (whose === "other") return el("p", { class: "author", dir: "auto" }, message.name || message.author);
    return el("span", { class: "visually-hidden" }, `${this.#page.words[whose]}:`);
  }

  #audience(audience) {
    const word = audience === "moderators" ? "moderators-see" : "others-can-see";
    return el("p", { class: "audience" }, this.#page.words[word]);
  }

  #parts(message, fresh) {
    const { body } = message;
    if (body.kind !== "receipt") this.#running.delete(message.nonce);
    if (body.kind !== "panel") this.#panels.delete(message.nonce);
    switch (body.kind) {
      case "text":
        return [...this.#typed(body), this.#when(message)];
      case "receipt":
        return this.#receipt(message);
      case "song":
        return this.#song(message, fresh);
      case "songs":
        return this.#songs(message);
      case "panel":
        return this.#panel(message);
      default:
        return this.#say(body);
    }
  }

  #typed({ text, file }) {
    const sent = file && el("p", { class: "file-line" }, ...fileLine(file, this.#page));
    return [text.trim() && typed(text), sent].filter(Boolean);
  }

  #when(message) {
    return el("p", { class: "when" }, moment(message.created_ms, this.#page.language));
  }

  #say(body) {
    const parts = [el("p", { class: `says ${body.tone}`, dir: "auto" }, body.text)];
    if (body.hints.length) parts.push(this.#hints(body.hints));
    if (body.actions.length) parts.push(this.#actions(body.actions));
    if (body.code) parts.push(el("p", { class: "code" }, fill(this.#page.words.code, { code: body.code })));
    return parts;
  }

  #hints(hints) {
    const rows = hints.flatMap((hint) => [
      el("dt", {}, el("button", { type: "button", class: "command", click: () => this.#act.insert(hint.text) },
        hint.command)),
      el("dd", {}, hint.about),
    ]);
    return el("dl", { class: "hints" }, ...rows);
  }

  #actions(actions) {
    const buttons = actions.map((action) =>
      el("button", {
        type: "button",
        class: "chip",
        title: action.send ? false : action.text.slice(0, 300),
        click: () => (action.send ? this.#act.send(action.text) : this.#act.insert(action.text)),
      }, action.label));
    return el("div", { class: "actions" }, ...buttons);
  }

  #receipt(message) {
    if (message.body.ended) {
      this.#running.delete(message.nonce);
      return [ended(message.body)];
    }
    const receipt = new Receipt(message, this.#page, this.#act);
    this.#running.set(message.nonce, receipt);
    return receipt.parts;
  }

  #panel(message) {
    const panel = new Panel(message, this.#page, this.#act);
    this.#panels.set(message.nonce, panel);
    return [panel.root];
  }

  #song(message, fresh) {
    const { body } = message;
    const parts = [
      el("h3", { dir: "auto" }, body.track.title),
      el("p", { class: "about", dir: "auto" }, [body.track.length, ...body.about].join(" · ")),
      ...this.#player(body.track, fresh ? "metadata" : "none"),
    ];
    if (body.lyrics.length) parts.push(lyrics(body));
    parts.push(this.#songButtons(message));
    const note = el("p", { class: "note" }, body.note);
    return [...parts, el("div", { class: "foot" }, note, this.#when(message))];
  }

  /** Anybody may order a song again; its owner and moderators may delete it. */
  #songButtons({ nonce, body }) {
    const { words, me } = this.#page;
    const mayDelete = me.moderator || this.#page.isMine({ author: body.owner });
    const uses = [["again", words["song-again"]], ["edit", words["song-edit"]]];
    if (mayDelete) uses.push(["delete", words["song-delete"]]);
    return this.#buttons(nonce, body.job_id, body.track.title, uses);
  }

  #buttons(message, jobId, title, uses) {
    const press = (action) => this.#act.song({ message, action, job_id: jobId });
    return new SongButtons({ words: this.#page.words, title, uses, press }).root;
  }

  #songs({ nonce, body }) {
    const lines = body.songs.map((song) => {
      const date = new Intl.DateTimeFormat(this.#page.language, { dateStyle: "medium" });
      const lengths = song.tracks.map((track) => track.length);
      const about = [date.format(new Date(song.created_ms)), ...lengths, song.about].join(" · ");
      const players = song.tracks.flatMap((track) => this.#player(track, "none"));
      const uses = [];
      if (song.post) uses.push(["post", song.post]);
      if (song.can_delete) uses.push(["delete", this.#page.words["song-delete"]]);
      return el("li", {}, el("h3", { dir: "auto" }, song.title), el("p", { class: "about" }, about), ...players,
        uses.length ? this.#buttons(nonce, song.job_id, song.title, uses) : null);
    });
    const parts = [el("h2", {}, body.heading), el("ol", { class: "list" }, ...lines)];
    if (body.actions.length) parts.push(this.#actions(body.actions));
    return parts;
  }

  #player(track, preload) {
    const { words } = this.#page;
    const gone = el("p", { class: "note", role: "status", hidden: true }, words["audio-gone"]);
    const audio = el("audio", {
      controls: true,
      controlslist: "nodownload", // there is a button of our own, which names the file
      preload,
      src: asked(track.audio, this.#page.me),
      "aria-label": fill(words["play-song"], { title: track.title }),
      play: (event) => this.#act.playing(event.target),
      error: () => {
        gone.hidden = false;
      },
    });
    const label = fill(words["download-song"], { title: track.title });
    const download = el("a", {
      class: "download",
      href: asked(track.audio, this.#page.me, { download: 1 }),
      download: true,
      "aria-label": label,
      title: label,
    }, words.download);
    return [el("div", { class: "player" }, audio, download), gone];
  }
}

/** An order under way: what was understood, the stage, a bar, and how long it takes. */
class Receipt {
  #page;
  #body;
  #created;
  #far = 0;
  #stage = el("span", { class: "stage", role: "status" });
  #elapsed = el("span", { class: "elapsed", "aria-live": "off" });
  #note = el("p", { class: "note", role: "status", hidden: true });
  #bar;
  #cancel;
  #live;

  constructor(message, page, act) {
    this.#page = page;
    this.#created = message.created_ms;
    this.#bar = el("progress", { max: "1", value: "0", "aria-label": page.words.progress });
    this.#cancel = el("button", {
      type: "button",
      class: "quiet",
      "aria-label": page.words["cancel-song"],
      click: () => this.#onCancel(act, message.body.job_id),
    }, page.words.cancel);
    this.#live = new Live(page, act);
    const rows = message.body.rows.flatMap((row) => [
      el("dt", {}, row.label),
      el("dd", { dir: "auto" }, row.value),
    ]);
    this.parts = [
      el("p", { class: "says" }, message.body.heading),
      el("dl", { class: "rows" }, ...rows),
      el("div", { class: "progress", "aria-live": "off" },
        el("p", { class: "stages" }, this.#stage, this.#elapsed), this.#bar),
      this.#note,
      this.#live.root,
      el("div", { class: "actions" }, this.#cancel),
    ];
    this.show(message.body);
  }

  show(body) {
    this.#body = body;
    if (this.#stage.textContent !== body.status) this.#stage.textContent = body.status;
    if (this.#note.textContent !== body.note) this.#note.textContent = body.note;
    this.#note.hidden = !body.note;
    this.#cancel.hidden = !body.can_cancel;
    this.#cancel.disabled = false;
    this.#live.show(body.live);
    this.tick();
  }

  /** Tell whether the order has its song, and somebody still hears what they began while it was made. */
  isHeardOn(body) {
    return this.#live.isHeard && (body.state === "done" || body.state === "kept");
  }

  /** Say how the order ended, around the player: one that is moved on the page falls silent. */
  end(body) {
    for (const part of this.parts) if (part !== this.#live.root) part.remove();
    this.#live.root.before(ended(body));
    this.#live.end();
  }

  tick() {
    const seconds = (this.#page.now() - this.#created) / 1000;
    const usual = this.#body.usual_s;
    const elapsed = clock(seconds);
    this.#elapsed.textContent = usual
      ? fill(this.#page.words.elapsed, { elapsed, usual: clock(usual) })
      : elapsed;
    const waits = this.#body.state === "queued" || this.#body.state === "held";
    const guess = usual ? NEARLY * (1 - Math.exp((-1.5 * seconds) / usual)) : 0;
    const { fraction } = this.#body;
    const far = fraction === 0 ? guess * BEFORE_FIRST_PERCENT : fraction ?? guess;
    this.#far = waits ? 0 : Math.max(this.#far, far); // a guess is never taken back
    this.#bar.value = this.#far;
    this.#bar.classList.toggle("waits", waits);
  }

  async #onCancel(act, jobId) {
    this.#cancel.disabled = true;
    await act.cancel(jobId);
    this.#cancel.disabled = false;
  }
}

function ended(body) {
  return el("p", { class: `ended ${body.state}` }, body.status);
}

/** A colour of somebody's own, the same on every page. */
function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return (sum * 47) % 360;
}

function typed(text) {
  const long = text.length > 900 || text.split("\n").length > FOLDED_LINES;
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return el("p", { class: long ? "typed long" : "typed", dir: "auto", tabindex: long ? "0" : false }, shown);
}

function lyrics(body) {
  const lines = body.lyrics.reduce((sum, section) => sum + section.lines.length, 0);
  const sections = body.lyrics.map((section) =>
    el("section", {},
      section.tag ? el("h4", { dir: "auto" }, section.tag) : null,
      section.lines.length ? el("p", { dir: "auto" }, section.lines.join("\n")) : null));
  return el("details", { class: "lyrics", open: lines <= OPEN_LINES },
    el("summary", {}, body.lyrics_label), ...sections);
}
