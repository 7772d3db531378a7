// The buttons on songs: order one again, change and sing it, post it again, delete it.

import { el, fill } from "./dom.js";

/** A row of buttons about one song, with what is said about the last press below it. */
export class SongButtons {
  #words;
  #press;
  #title;
  #uses;
  #row = el("div", { class: "actions" });
  #said = el("p", { class: "song-said", role: "status" });

  /** `uses` are pairs of an action and its label; `press(action)` answers with `{ ok, text }`. */
  constructor({ words, title, uses, press }) {
    [this.#words, this.#title, this.#uses, this.#press] = [words, title, uses, press];
    this.root = el("div", { class: "song-buttons" }, this.#row, this.#said);
    this.#offer();
  }

  #offer() {
    this.#show(this.#uses.map(([action, label]) =>
      action === "delete"
        ? this.#button(label, "danger", () => this.#ask(label))
        : this.#button(label, "plain", () => this.#send(action))));
  }

  /** Deleting is for good: it takes a second press. */
  #ask(label) {
    this.#say(fill(this.#words["song-really-delete"], { title: this.#title }));
    this.root.prepend(this.#said);
    const keep = this.#button(this.#words["song-keep"], "plain", () => {
      this.#say("");
      this.#offer();
      this.#row.querySelector(".danger").focus();
    });
    this.#show([this.#button(label, "danger", () => this.#send("delete")), keep]);
    keep.focus();
  }

  #button(label, style, click) {
    return el("button", { type: "button", class: `press ${style}`, click }, label);
  }

  #show(buttons) {
    this.#row.replaceChildren(...buttons);
  }

  #say(text, ok = true) {
    this.#said.textContent = text;
    this.#said.classList.toggle("problem", !ok);
    this.root.append(this.#said);
  }

  /** Send one press: until it is answered nothing else here can be pressed. */
  async #send(action) {
    for (const button of this.#row.children) button.disabled = true;
    this.#say("");
    const said = await this.#press(action);
    this.#say(said.text, said.ok);
    if (action === "delete" && said.ok) this.#row.remove();
    else this.#offer();
  }
}
