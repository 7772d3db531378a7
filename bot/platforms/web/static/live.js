// A song that can be heard while it is made.

import { el } from "./dom.js";
import { asked } from "./me.js";

/** A button that becomes a player. It never starts by itself, and does not stop when the song is posted. */
export class Live {
  #page;
  #act;
  #path = "";
  #button;
  #audio = null;
  root = el("div", { class: "live", hidden: true });

  constructor(page, act) {
    [this.#page, this.#act] = [page, act];
    this.#button = el("button", { type: "button", class: "chip", click: () => this.#listen() },
      page.words["listen-live"]);
    this.root.append(this.#button);
  }

  /** Somebody is in the midst of it. */
  get isHeard() {
    return this.#audio !== null && !this.#audio.ended;
  }

  /** Offer what is at `path`. Empty: nothing more is offered, but who listens already goes on. */
  show(path) {
    this.#path = path;
    this.root.hidden = !path && this.#audio === null;
  }

  /** The order has ended: the player goes when the song is over. */
  end() {
    for (const over of ["ended", "error"]) this.#audio.addEventListener(over, () => this.root.remove());
  }

  #listen() {
    this.#audio = el("audio", {
      controls: true,
      controlslist: "nodownload", // it is not whole
      src: asked(this.#path, this.#page.me),
      "aria-label": this.#page.words["live-player"],
      play: (event) => this.#act.playing(event.target),
      error: () => this.#close(),
    });
    this.root.replaceChildren(this.#audio);
    this.#audio.focus();
    this.#audio.play().catch(() => {}); // the browser forbids it, or `error` says why; the controls are there
  }

  #close() {
    const hadFocus = document.activeElement === this.#audio;
    this.#audio = null;
    this.root.replaceChildren(this.#button);
    this.show(this.#path);
    if (hadFocus) this.#button.focus();
  }
}
