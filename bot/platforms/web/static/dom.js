// Small helpers. Text only ever becomes text: there is no way here to turn a string into markup.

/** Make an element; `attributes` with a function as value are event listeners, `false` leaves one out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Fill `{name}` in a sentence of the catalogue. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** Write a length in seconds as a clock does. */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Write the size of a file as people read it, in bytes or in kB of 1000. */
export function size(bytes, language) {
  const unit = bytes < 1000 ? ["byte", "long", bytes] : ["kilobyte", "short", bytes / 1000];
  const style = { style: "unit", unit: unit[0], unitDisplay: unit[1], maximumFractionDigits: unit[2] < 10 ? 1 : 0 };
  return new Intl.NumberFormat(language, style).format(unit[2]);
}

const FIRST_LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;

/** Tell which way a text runs. For an input, where `dir="auto"` freezes the browser at a megabyte of lines. */
export function direction(text) {
  const letter = FIRST_LETTER.exec(text.slice(0, 500));
  return letter && RIGHT_TO_LEFT.test(letter[0]) ? "rtl" : "ltr";
}

/** Show when something was said: the time today, else the day too. */
export function moment(ms, language) {
  const date = new Date(ms);
  const today = date.toDateString() === new Date().toDateString();
  const style = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  const text = new Intl.DateTimeFormat(language, style).format(date);
  return el("time", { datetime: date.toISOString(), title: date.toLocaleString(language) }, text);
}
