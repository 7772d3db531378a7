// Who this tab is: kept for the tab alone, so that several people can chat in several tabs.

import { el } from "./dom.js";

const KEPT = "troubadour.me";
const PARTS = ["name", "role", "where"];
export const NOBODY = { name: "you", moderator: false, roles: [], channel: "local" };

/** Whoever this tab was before it was loaded again. */
export function keptMe() {
  try {
    return clean(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"));
  } catch {
    return { ...NOBODY };
  }
}

export function keepMe(me) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(clean(me)));
  } catch {
    // Only a reload would forget it.
  }
}

export function forgetMe() {
  sessionStorage.removeItem(KEPT);
  return { ...NOBODY };
}

/** What is kept and sent of somebody. */
export function clean(me) {
  return {
    name: typeof me.name === "string" ? me.name : NOBODY.name,
    moderator: me.moderator === true,
    roles: Array.isArray(me.roles) ? me.roles.filter((role) => typeof role === "string") : [],
    channel: typeof me.channel === "string" ? me.channel : NOBODY.channel,
  };
}

/** The same person however they write their name: folded as the bot does it, but for very rare letters. */
export function personKey(me) {
  const folded = me.name.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return folded.normalize("NFKC").split(/\s+/u).filter(Boolean).join(" ");
}

export function sameSeat(one, other) {
  return personKey(one) === personKey(other) && one.channel === other.channel;
}

/** The address of something that is asked for by somebody. */
export function asked(path, me, more = {}) {
  const query = new URLSearchParams(more);
  query.set("name", me.name);
  if (me.moderator) query.set("moderator", "1");
  for (const role of me.roles) query.append("role", role);
  query.set("channel", me.channel);
  return `${path}?${query}`;
}

/** The control in the header: who one is, and in which channel. */
export class Who {
  #page;
  #become;
  #button;
  #card;
  #tabs;
  #name;
  #alert = el("p", { class: "alert", role: "alert", id: "who-alert" });
  #parts = el("div", { class: "who-parts" });

  /** `become(me)` tries to be that person; it throws where that is refused, and nothing has changed. */
  constructor({ button, card, tabs, page, become }) {
    [this.#button, this.#card, this.#tabs] = [button, card, tabs];
    [this.#page, this.#become] = [page, become];
    const { words } = page;
    card.setAttribute("aria-labelledby", "who-title");
    this.#name = el("input", {
      id: "who-name", name: "name", type: "text", required: true, maxlength: "80", autocomplete: "off",
      spellcheck: "false", "aria-describedby": "who-alert",
    });
    card.replaceChildren(
      el("h2", { id: "who-title" }, words.who),
      el("p", { class: "note" }, words.guest),
      el("form", { autocomplete: "off", submit: (event) => this.#onName(event) },
        el("label", { for: "who-name", class: "label" }, words.name),
        el("div", { class: "joined" }, this.#name,
          el("button", { type: "submit", class: "press primary" }, words["name-set"])),
        this.#alert),
      this.#parts);
    card.addEventListener("beforetoggle", (event) => {
      if (event.newState === "open") this.#name.value = this.#page.me.name;
      this.#clearAlert();
    });
    this.show();
  }

  /** Show who one is now; a name that is being typed stays. */
  show() {
    const { me, words, channels, roles } = this.#page;
    const focused = document.activeElement?.dataset.key;
    const channel = channels.find((one) => one.id === me.channel)?.name ?? me.channel;
    const about = [this.#page.shownName, words[me.moderator ? "act-moderator" : "act-member"], `#${channel}`];
    this.#button.replaceChildren(...about.map((part, n) => el("span", { class: PARTS[n], dir: "auto" }, part)));
    this.#button.setAttribute("aria-label", `${words.who}: ${about.join(" · ")}`);
    this.#button.title = about.join(" · ");
    this.#parts.replaceChildren(
      this.#group(words.acting, [
        this.#pick("radio", "acting", "member", words["act-member"], !me.moderator, { moderator: false }),
        this.#pick("radio", "acting", "moderator", words["act-moderator"], me.moderator, { moderator: true }),
      ]),
      roles.length ? this.#group(words.roles, roles.map((role) => this.#role(role))) : "",
      channels.length > 1 ? this.#group(words.channel, channels.map((one) =>
        this.#pick("radio", "channel", one.id, `#${one.name}`, one.id === me.channel, { channel: one.id }))) : "");
    this.#showTabs();
    if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #showTabs() {
    const { me, channels } = this.#page;
    this.#tabs.hidden = channels.length < 2;
    this.#tabs.replaceChildren(...channels.map((one) => el("button", {
      type: "button",
      class: "tab",
      "data-key": `tab-${one.id}`,
      "aria-current": one.id === me.channel ? "page" : false,
      click: () => one.id !== this.#page.me.channel && this.#try({ channel: one.id }),
    }, `#${one.name}`)));
  }

  #role(role) {
    const { roles } = this.#page.me;
    const has = roles.includes(role.id);
    const then = has ? roles.filter((id) => id !== role.id) : [...roles, role.id];
    return this.#pick("checkbox", "role", role.id, role.name, has, { roles: then });
  }

  #group(label, picks) {
    return el("fieldset", { class: "group" }, el("legend", { class: "label" }, label),
      el("div", { class: "options" }, ...picks));
  }

  #pick(type, name, value, label, checked, change) {
    const key = `${name}-${value}`;
    return el("label", { class: "option" },
      el("input", { type, name, value, checked, "data-key": key, change: () => this.#try(change) }),
      el("span", { dir: "auto" }, label));
  }

  async #onName(event) {
    event.preventDefault();
    const name = this.#name.value.trim();
    if (await this.#try({ name })) this.#card.hidePopover();
  }

  /** Become somebody a little different, or say beside the name why not. */
  async #try(change) {
    this.#clearAlert();
    try {
      await this.#become({ ...this.#page.me, ...change });
      return true;
    } catch (error) {
      this.show();
      if ("name" in change) this.#name.setAttribute("aria-invalid", "true");
      this.#alert.textContent = error.said ? error.message : this.#page.words.trouble;
      return false;
    }
  }

  #clearAlert() {
    this.#alert.replaceChildren();
    this.#name.removeAttribute("aria-invalid");
  }
}
