// Where a person types: many lines, Enter sends, and the commands that there are.

import { asksForFile } from "./attach.js";
import { direction, el } from "./dom.js";

export class Composer {
  #form;
  #input;
  #list;
  #commands;
  #send;
  #attachment;
  #active = -1;

  /** `commands` maps names to what they do; `send` gets what was typed, and the file that goes along or null. */
  constructor({ form, input, list, commands, attachment, send }) {
    [this.#form, this.#input, this.#list] = [form, input, list];
    [this.#commands, this.#attachment, this.#send] = [commands, attachment, send];
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#offer([]));
    this.#typed();
  }

  /** Offer these commands from now on: a moderator has more than a member. */
  know(commands) {
    this.#commands = commands;
  }

  /** Put a text into the input, to be changed or sent. */
  insert(text) {
    this.#input.value = text;
    this.#typed();
    this.#offer([]);
    this.#input.focus();
    this.#input.setSelectionRange(text.length, text.length);
  }

  focus() {
    this.#input.focus({ preventScroll: true });
  }

  #submit() {
    const [text, { file, reading }] = [this.#input.value, this.#attachment];
    if (reading) {
      reading.then((read) => read && this.#submit());
      return;
    }
    if (!file && asksForFile(text)) {
      this.#attachment.choose();
      return;
    }
    if (!file && !text.trim()) return;
    this.#send(text, file);
    this.#attachment.put(null);
    this.#input.value = "";
    this.#typed();
    this.#input.focus();
  }

  #typed() {
    this.#input.dir = direction(this.#input.value);
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight}px`;
    const found = /^\/([a-z]*)$/i.exec(this.#input.value);
    const names = Object.keys(this.#commands);
    this.#offer(found ? names.filter((name) => name.startsWith(found[1].toLowerCase())) : []);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is choosing a character
    const options = this.#list.hidden ? [] : [...this.#list.children];
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (options.length && event.key in moves) {
      this.#choose((this.#active + moves[event.key] + options.length) % options.length);
    } else if (options.length && event.key === "Escape") {
      this.#offer([]);
    } else if (options.length && this.#completes(event, options)) {
      this.insert(this.#text(options[this.#active].dataset.name));
    } else if (event.key === "Enter" && !event.shiftKey) {
      this.#submit();
    } else {
      return;
    }
    event.preventDefault();
  }

  #completes(event, options) {
    if (event.shiftKey || event.altKey || event.ctrlKey) return false;
    if (event.key === "Tab") return true;
    return event.key === "Enter" && `/${options[this.#active].dataset.name}` !== this.#input.value;
  }

  #text(name) {
    return name === "song" ? "/song " : `/${name}`;
  }

  #offer(names) {
    this.#list.replaceChildren(...names.map((name, n) => this.#option(name, n)));
    this.#list.hidden = names.length === 0;
    if (names.length) this.#choose(Math.max(0, names.indexOf(this.#input.value.slice(1))));
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #option(name, n) {
    return el("li", {
      id: `command-${n}`,
      role: "option",
      "data-name": name,
      // Before the input loses the focus, which would close the list.
      mousedown: (event) => {
        event.preventDefault();
        this.insert(this.#text(name));
      },
    }, el("b", {}, `/${name}`), " ", el("span", {}, this.#commands[name]));
  }

  #choose(n) {
    this.#active = n;
    [...this.#list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === n));
    });
    this.#input.setAttribute("aria-activedescendant", `command-${n}`);
  }
}
