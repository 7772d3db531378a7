// A message with controls: what it says, what can be chosen and pressed, and the forms that it asks for.

import { el, fill } from "./dom.js";
import { Form } from "./form.js";
import { menu } from "./menus.js";

const CHANGES_SOON_MS = 1500; // after its answer, a tap's new content is on its way

export class Panel {
  #page;
  #act;
  #nonce;
  #body;
  #forms = new Map();
  #opened = null;
  #tap = null;
  #soon = null;
  #alert = el("p", { class: "alert", role: "alert" });

  /** `page` knows the words; `act.tap` sends a tap and answers with a note, or throws. */
  constructor(message, page, act) {
    [this.#page, this.#act, this.#nonce] = [page, act, message.nonce];
    this.root = el("fieldset", { class: "controls", tabindex: "-1" });
    this.#draw(message.body);
  }

  /** Show new content in place. In the same step, what was typed, chosen and opened stays. */
  show(body) {
    if (!this.#tap && JSON.stringify(body) === JSON.stringify(this.#body)) return;
    const nowhere = document.activeElement === document.body; // a control loses the focus while a tap is sent
    const here = this.root.contains(document.activeElement) || (nowhere && this.#tap?.focus);
    const focus = remembered(this.root) ?? this.#tap?.focus ?? null;
    const same = isSame(body, this.#body);
    const awaited = this.#soon !== null; // a tap has its answer, and led here: its note stays
    const drafts = same ? drafted(this.root) : new Map();
    if (!same || awaited) this.#tap = null;
    if (!same) {
      this.#forms.clear();
      this.#opened = null;
      if (!awaited) this.#alert.replaceChildren();
    }
    this.#settled();
    this.#draw(body);
    redraft(this.root, drafts);
    if (here && !this.#tap && !refocus(this.root, focus)) this.root.focus({ preventScroll: true });
  }

  #draw(body) {
    this.#body = body;
    const { words } = this.#page;
    const title = body.title ? el("h3", { dir: "auto" }, body.title) : null;
    this.root.className = `controls ${body.tone}`;
    this.root.setAttribute("aria-label", body.title || body.text[0] || words.bot);
    this.#wait(this.#tap !== null);
    const choices = body.choices.map((choice) =>
      menu(choice, words, (values) => this.#send(choice.id, { [choice.id]: values })));
    const opened = body.buttons.find((button) => button.form && button.id === this.#opened);
    const parts = [
      title,
      ...body.text.map((text) => el("p", { class: "says", dir: "auto" }, text)),
      body.fields.length ? fields(body.fields) : null,
      ...body.files.map((file) => this.#file(file)),
      choices.length ? el("div", { class: "choices" }, ...choices) : null,
      body.form ? this.#form(body.form) : null,
      opened ? this.#form(opened.form, opened.id) : null,
      this.#alert,
      body.buttons.length && !opened ? this.#buttons(body.buttons) : null,
    ];
    this.root.replaceChildren(...parts.filter(Boolean));
  }

  #buttons(buttons) {
    return el("div", { class: "actions" }, ...buttons.map((button) => el("button", {
      type: "button",
      class: `press ${button.style}`,
      "data-key": `button ${button.id}`,
      click: () => (button.form ? this.#open(button) : this.#send(button.id)),
    }, button.label)));
  }

  /** A form stays the same element as long as its step lasts, and with it what was typed. */
  #form(form, opener = null) {
    const key = `${opener ?? ""} ${form.id}`;
    const known = this.#forms.get(key);
    if (known) {
      known.relabel(form);
      return known.root;
    }
    const made = new Form(form, this.#page.words, {
      send: (values) => this.#send(form.id, values),
      close: opener === null ? null : () => this.#close(opener),
    });
    this.#forms.set(key, made);
    return made.root;
  }

  #open(button) {
    this.#opened = button.id;
    this.#alert.replaceChildren();
    this.#draw(this.#body);
    const form = this.#forms.get(`${button.id} ${button.form.id}`);
    form.focus();
    form.root.scrollIntoView({ block: "nearest" });
  }

  #close(opener) {
    this.#opened = null;
    this.#alert.replaceChildren();
    this.#draw(this.#body);
    refocus(this.root, { key: `button ${opener}` });
  }

  #file(file) {
    const label = fill(this.#page.words["download-song"], { title: file.name });
    return el("details", { class: "file", "data-key": `file ${file.name}`, open: file.open },
      el("summary", {}, file.name),
      el("pre", { dir: "auto", tabindex: "0" }, file.text),
      el("button", { type: "button", class: "quiet", "aria-label": label, click: () => save(file) },
        this.#page.words.download));
  }

  /** Send one tap: until it is answered nothing else here can be pressed. */
  async #send(action, values = {}) {
    if (this.#tap) return;
    this.#settled();
    const tap = { focus: remembered(this.root) };
    this.#tap = tap;
    this.#alert.replaceChildren();
    this.#wait(true);
    const { dialogue, step } = this.#body;
    const said = await this.#act.tap({ message: this.#nonce, dialogue, step, action, values });
    if (this.#tap === tap && said.ok) this.#soon = setTimeout(() => this.#release(tap), CHANGES_SOON_MS);
    if (said.text) this.#say(said.text, tap);
  }

  #say(text, tap) {
    this.#free(tap);
    this.#alert.textContent = text;
    this.#alert.scrollIntoView({ block: "nearest" });
  }

  /** What was to change has changed already, or never will. */
  #release(tap) {
    this.#settled();
    this.#free(tap);
  }

  /** Let everything be pressed again; a menu that sent its choice shows what holds. */
  #free(tap) {
    if (this.#tap !== tap) return; // the next step is already here
    this.#tap = null;
    const drafts = drafted(this.root);
    this.#draw(this.#body);
    redraft(this.root, drafts);
    if (document.activeElement === document.body) refocus(this.root, tap.focus);
  }

  #settled() {
    clearTimeout(this.#soon);
    this.#soon = null;
  }

  #wait(waits) {
    this.root.disabled = waits;
    this.root.setAttribute("aria-busy", String(waits));
  }
}

function isSame(one, other) {
  return one.dialogue === other.dialogue && one.step === other.step;
}

function fields(rows) {
  return el("dl", { class: "rows" }, ...rows.flatMap((row) => [
    el("dt", { dir: "auto" }, row.label),
    el("dd", { dir: "auto" }, row.value),
  ]));
}

function save(file) {
  const address = URL.createObjectURL(new Blob([file.text], { type: "text/plain;charset=utf-8" }));
  el("a", { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** Which control has the focus, and where its cursor stands. */
function remembered(root) {
  const at = document.activeElement;
  if (!at || at === root || !root.contains(at)) return null;
  return { at, key: at.closest("[data-key]")?.dataset.key, start: at.selectionStart, end: at.selectionEnd };
}

/** Give the focus back to that control, or to the one that stands for it now. */
function refocus(root, focus) {
  if (!focus) return false;
  const keyed = focus.key && root.querySelector(`[data-key="${CSS.escape(focus.key)}"]`);
  const at = focus.at?.isConnected ? focus.at : keyed;
  if (!at) return false;
  at.focus({ preventScroll: true });
  if (typeof focus.start === "number" && at.setSelectionRange) at.setSelectionRange(focus.start, focus.end);
  return document.activeElement === at;
}

/** What was ticked in menus of many and not sent yet, and which files stand open. */
function drafted(root) {
  const found = new Map();
  for (const one of root.querySelectorAll(".choices [data-draft]")) found.set(one.dataset.key, one.checked);
  for (const one of root.querySelectorAll("details[data-key]")) found.set(one.dataset.key, one.open);
  return found;
}

function redraft(root, drafts) {
  for (const [key, value] of drafts) {
    const one = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!one) continue;
    if (one.tagName === "DETAILS") {
      one.open = value;
    } else {
      one.checked = value;
      one.dispatchEvent(new Event("change"));
    }
  }
}
