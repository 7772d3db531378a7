// Menus: one of few, one of many, or several of many.

import { el } from "./dom.js";

const FEW = 4;
let made = 0;

/** A menu that sends what is chosen: one thing at once, several when they are all ticked. */
export function menu(choice, words, send) {
  if (choice.most > 1) return several(choice, words, { send });
  return choice.options.length <= FEW ? presses(choice, words, send) : dropdown(choice, words, { send });
}

/** A menu that holds its value for a form; its `values` are read when that is sent. */
export function heldMenu(choice, words) {
  if (choice.most > 1) return several(choice, words, {});
  return choice.options.length <= FEW ? radios(choice, words) : dropdown(choice, words, {});
}

function key(choice, value) {
  return `menu ${choice.id} ${value}`;
}

function label(choice) {
  return choice.label;
}

function none(choice, words) {
  return choice.none || words["choose-none"];
}

/** The options of a menu of one, with the one that means none where that is an answer. */
function answers(choice, words) {
  return choice.least === 0 ? [...choice.options, { value: "", label: none(choice, words) }] : choice.options;
}

function isChosen(choice, value) {
  return value === "" ? choice.chosen.length === 0 : choice.chosen.includes(value);
}

function group(choice, ...parts) {
  const id = `menu-${(made += 1)}`;
  return el("div", { class: "menu", role: "group", "aria-labelledby": id },
    el("span", { class: "label", id, dir: "auto" }, label(choice)), el("div", { class: "held" }, ...parts));
}

/** Buttons and not radios: with those, an arrow key on the way to an option would send what it passes. */
function presses(choice, words, send) {
  const buttons = answers(choice, words).map(({ value, label: text }) => {
    const chosen = isChosen(choice, value);
    return el("button", {
      type: "button",
      class: "option",
      "data-key": key(choice, value),
      "aria-pressed": String(chosen),
      dir: "auto",
      click: () => !chosen && send(value === "" ? [] : [value]),
    }, text);
  });
  return group(choice, el("div", { class: "options" }, ...buttons));
}

function radios(choice, words) {
  const name = `radio-${(made += 1)}`;
  const inputs = answers(choice, words).map(({ value, label: text }) => [el("input", {
    type: "radio",
    name,
    value,
    checked: isChosen(choice, value),
    required: choice.least > 0,
  }), text]);
  const options = inputs.map(([input, text]) => el("label", { class: "option" }, input, el("span", { dir: "auto" }, text)));
  const root = group(choice, el("div", { class: "options" }, ...options));
  root.values = () => inputs.filter(([input]) => input.checked && input.value).map(([input]) => input.value);
  return root;
}

function dropdown(choice, words, { send }) {
  const id = `menu-${(made += 1)}`;
  const empty = choice.least === 0 ? none(choice, words) : words.choose;
  const select = el("select", {
    id,
    "data-key": key(choice, "*"),
    required: choice.least > 0,
    change: () => send?.(values()),
  });
  if (choice.least === 0 || !choice.chosen.length) {
    select.append(el("option", { value: "", disabled: choice.least > 0 }, empty));
  }
  select.append(...choice.options.map((option) => el("option", { value: option.value }, option.label)));
  select.value = choice.chosen[0] ?? "";
  const values = () => (select.value === "" ? [] : [select.value]);
  const root = el("div", { class: "menu" }, el("label", { class: "label", for: id, dir: "auto" }, label(choice)),
    el("div", { class: "held" }, select));
  root.values = values;
  return root;
}

function several(choice, words, { send }) {
  const boxes = choice.options.map((option) => el("input", {
    type: "checkbox",
    value: option.value,
    checked: choice.chosen.includes(option.value),
    "data-key": key(choice, option.value),
    "data-draft": true,
    change: () => changed(),
  }));
  const options = boxes.map((box, n) =>
    el("label", { class: "option" }, box, el("span", { dir: "auto" }, choice.options[n].label)));
  const values = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const apply = send && el("button", {
    type: "button",
    class: "press primary",
    "data-key": key(choice, "*"),
    hidden: true,
    click: () => send(values()),
  }, words.done);
  const empty = el("p", { class: "note" }, none(choice, words));
  const changed = () => {
    const ticked = values();
    for (const box of boxes) box.disabled = !box.checked && ticked.length >= choice.most;
    boxes[0]?.setCustomValidity(ticked.length < choice.least ? words.choose : "");
    empty.hidden = ticked.length > 0 || choice.least > 0;
    if (!apply) return;
    apply.hidden = ticked.join("\n") === before;
    apply.disabled = ticked.length < choice.least;
  };
  const before = values().join("\n");
  const root = group(choice, el("div", { class: "options" }, ...options), empty, apply ?? "");
  root.values = values;
  changed();
  return root;
}
