// Questions that are answered together.

import { direction, el } from "./dom.js";
import { heldMenu } from "./menus.js";

const LINES = 5;
let made = 0;

export class Form {
  #inputs;
  #title;
  #submit;

  /** `act.send` gets the answers by the ids of their inputs; without `act.close` it always stands open. */
  constructor(form, words, act) {
    this.#inputs = form.inputs.map((input) =>
      [input.id, input.kind === "menu" ? heldMenu(input, words) : line(input)]);
    const id = `form-${(made += 1)}`;
    this.#title = el("h4", { id, dir: "auto" }, form.title);
    this.#submit = el("button", { type: "submit", class: "press primary", "data-key": `form ${form.id}` }, form.submit);
    const back = act.close && el("button", {
      type: "button",
      class: "press plain",
      click: act.close,
    }, words["close-form"]);
    this.root = el("form", {
      class: "form",
      "aria-labelledby": id,
      autocomplete: "off",
      submit: (event) => {
        event.preventDefault();
        act.send(Object.fromEntries(this.#inputs.map(([name, input]) => [name, input.values()])));
      },
      keydown: (event) => {
        if (event.key !== "Escape" || !act.close) return;
        event.preventDefault();
        act.close();
      },
    }, this.#title, ...this.#inputs.map(([, input]) => input), el("div", { class: "actions" }, this.#submit, back));
  }

  /** Take over what the same form is called now. */
  relabel(form) {
    this.#title.textContent = form.title;
    this.#submit.textContent = form.submit;
  }

  focus() {
    this.root.querySelector("input, textarea, select")?.focus({ preventScroll: true });
  }
}

function line(input) {
  const id = `line-${(made += 1)}`;
  const written = el(input.many_lines ? "textarea" : "input", {
    id,
    type: input.many_lines ? false : "text",
    rows: input.many_lines ? LINES : false,
    maxlength: input.most,
    placeholder: input.hint || false,
    required: input.required,
    input: () => { written.dir = direction(written.value); },
  });
  written.value = input.value;
  written.dir = direction(input.value);
  const root = el("div", { class: input.required ? "menu written required" : "menu written" },
    el("label", { class: "label", for: id, dir: "auto" }, input.label), written);
  root.values = () => [written.value];
  return root;
}
