// Where a person types: many lines, Enter sends, and the commands that there are.

import { asksForFile } from "./attach.js";
import { completionsOf } from "./completion.js";
import { direction, el } from "./dom.js";

export class Composer {
  #form;
  #input;
  #list;
  #commands;
  #values;
  #send;
  #attachment;
  #offered = { options: [] };
  #active = -1;

  /**
   * `commands` maps names to what they do, `values` options to what they can be completed to; `send` gets what was
   * typed, and the file that goes along or null.
   */
  constructor({ form, input, list, commands, values, attachment, send }) {
    [this.#form, this.#input, this.#list] = [form, input, list];
    [this.#commands, this.#values, this.#attachment, this.#send] = [commands, values, attachment, send];
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#close());
    this.#typed();
  }

  /** Offer these commands from now on: a moderator has more than a member, and everybody styles of their own. */
  know(commands, values) {
    [this.#commands, this.#values] = [commands, values];
  }

  /** Put a text into the input, to be changed or sent. */
  insert(text) {
    this.#input.value = text;
    this.#typed();
    this.#close();
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
    const { value, selectionEnd: caret } = this.#input;
    const whole = value.slice(caret).trim() === "" || value[caret] === "\n"; // not in the midst of a line
    if (whole) this.#offer(completionsOf(value.slice(0, caret), { commands: this.#commands, values: this.#values }));
    else this.#close();
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is choosing a character
    const { options } = this.#offered;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (options.length && event.key in moves) {
      const from = this.#active < 0 && event.key === "ArrowUp" ? 0 : this.#active;
      this.#choose((from + moves[event.key] + options.length) % options.length);
    } else if (options.length && event.key === "Escape") {
      this.#close();
    } else if (options.length && this.#completes(event)) {
      this.#complete(options[Math.max(0, this.#active)]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      this.#submit();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Tab completes what is begun or chosen, and leaves the input otherwise; Enter only what is chosen. */
  #completes(event) {
    if (event.shiftKey || event.altKey || event.ctrlKey) return false;
    const { options, typed } = this.#offered;
    if (event.key === "Tab") return this.#active >= 0 || typed !== "";
    return event.key === "Enter" && this.#active >= 0 && options[this.#active].label !== this.#input.value;
  }

  #complete({ text, space = "" }) {
    const { from } = this.#offered;
    const { value, selectionEnd: caret } = this.#input;
    const front = value.slice(0, from).trimEnd() + space + text;
    this.insert(front + value.slice(caret));
    this.#input.setSelectionRange(front.length, front.length);
  }

  #offer(offered) {
    const { options, typed, eager } = offered;
    this.#offered = offered;
    this.#list.replaceChildren(...options.map((option, n) => this.#option(option, n)));
    this.#list.hidden = options.length === 0;
    this.#list.classList.toggle("values", !eager);
    this.#list.scrollTop = 0;
    this.#choose(eager && options.length ? Math.max(0, options.findIndex(({ label }) => label === typed)) : -1);
  }

  #close() {
    this.#offer({ options: [] });
  }

  #option(option, n) {
    return el("li", {
      id: `command-${n}`,
      role: "option",
      // Before the input loses the focus, which would close the list.
      mousedown: (event) => {
        event.preventDefault();
        this.#complete(option);
      },
    }, el("b", { dir: "auto" }, option.label), " ", el("span", { dir: "auto" }, option.about));
  }

  #choose(n) {
    this.#active = n;
    [...this.#list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === n));
    });
    if (n < 0) {
      this.#input.removeAttribute("aria-activedescendant");
      return;
    }
    this.#input.setAttribute("aria-activedescendant", `command-${n}`);
    this.#list.children[n].scrollIntoView({ block: "nearest" });
  }
}
