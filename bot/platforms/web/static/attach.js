// A file with lyrics, or a song for a cover, that goes along with a message: chosen, dropped or pasted, one at a time.

import { el, fill, size } from "./dom.js";

const FILE_OPTION = /\sfile\s*[:：]\s*$/i;
const SONG = /^\s*\/(song|cover)(@\w+)?\s/i;
const AUDIO = /\.(mp3|wav|flac|ogg|oga|opus|m4a|aac|wma|aiff?)$/i;

/** Tell whether this is an order whose last option says that a file follows. */
export function asksForFile(text) {
  return SONG.test(text) && FILE_OPTION.test(text);
}

/** A file's name and size, as they are shown with a message. */
export function fileLine({ name, size_bytes: bytes }, { words, language }) {
  return [
    el("bdi", { class: "file-name" }, name || words["file-unnamed"]),
    el("span", { class: "file-size" }, size(bytes, language)),
  ];
}

/** Tell whether a file is music, which is not read here but sent ahead of its message. */
function isAudio(file) {
  return file.type.startsWith("audio/") || AUDIO.test(file.name);
}

export class Attachment {
  #page;
  #parts;
  #mostBytes;
  #mostAudioBytes;
  #sendAhead;
  #focus;
  #file = null;
  #reading = null;

  /**
   * `parts` are the elements; `sendAhead` gets a song and promises what the bot calls it; `focus` goes back to the
   * input, where the message is sent from.
   */
  constructor({ page, parts, mostBytes, mostAudioBytes, sendAhead, focus }) {
    [this.#page, this.#parts, this.#focus] = [page, parts, focus];
    [this.#mostBytes, this.#mostAudioBytes, this.#sendAhead] = [mostBytes, mostAudioBytes, sendAhead];
    const { button, picker } = parts;
    button.title = page.words.attach;
    button.addEventListener("click", () => this.choose());
    picker.addEventListener("change", () => {
      const files = [...picker.files];
      picker.value = ""; // the same file can be chosen again
      this.#take(files);
    });
    picker.addEventListener("cancel", () => focus());
    this.#takeWhatIsDropped();
    document.addEventListener("paste", (event) => this.#onPaste(event));
  }

  /** What goes along with the next message: `{ name, size_bytes }` and `data` or, of a song, `id`; or null. */
  get file() {
    return this.#file;
  }

  /** While a file is being read, a promise of whether that went well; else null. */
  get reading() {
    return this.#reading;
  }

  /** Let a file be chosen; browsers allow it only right after a key or a click. */
  choose() {
    this.#parts.picker.click();
  }

  /** Attach a file that was read before, or none. */
  put(file) {
    [this.#file, this.#reading] = [file, null];
    this.#parts.alert.replaceChildren();
    this.#parts.status.replaceChildren();
    this.#show();
  }

  #take(files) {
    const { words } = this.#page;
    if (!files.length) return;
    const [file] = files;
    const held = { name: file.name.toWellFormed?.() ?? file.name, size_bytes: file.size };
    if (files.length > 1) {
      this.#refuse(words["file-one"]);
    } else if (isAudio(file)) {
      this.#takeAudio(file, held);
    } else if (file.size > this.#mostBytes) {
      this.#refuse(words["file-too-large"]);
    } else {
      this.put({ ...held, data: null });
      this.#reading = this.#read(file, this.#file);
      this.#parts.status.textContent = fill(words.attached, this.#shown);
    }
    this.#focus();
  }

  #takeAudio(file, held) {
    const { words } = this.#page;
    if (file.size > this.#mostAudioBytes) {
      this.#refuse(words["audio-too-large"]);
      return;
    }
    this.put(held);
    this.#reading = this.#send(file, held);
    this.#parts.status.textContent = fill(words["audio-sending"], this.#shown);
    this.#parts.holder.classList.add("sending");
  }

  /** Send a song now, whatever becomes of it until its message is sent; tell whether it still goes along. */
  async #send(file, held) {
    let sentence = "";
    const sent = await this.#sendAhead(file).catch((error) => {
      sentence = error.said ? error.message : this.#page.words["audio-unsent"];
      return null;
    });
    if (this.#file !== held) return false; // another one goes along, or none
    this.#reading = null;
    if (sent === null) {
      this.#refuse(sentence);
      return false;
    }
    held.id = sent.id;
    this.#parts.holder.classList.remove("sending");
    this.#parts.status.textContent = fill(this.#page.words.attached, this.#shown);
    return true;
  }

  /** Read it now, whatever becomes of it until it is sent; tell whether it still goes along. */
  async #read(file, held) {
    const data = await base64(file).catch(() => null);
    if (this.#file !== held) return false; // another one goes along, or none
    this.#reading = null;
    if (data === null) this.#refuse(this.#page.words["file-unreadable"]); // a folder, or a file that has gone
    held.data = data;
    return data !== null;
  }

  #refuse(sentence) {
    this.put(null);
    this.#parts.alert.textContent = sentence;
  }

  /** How the file is spoken of. */
  get #shown() {
    const { words, language } = this.#page;
    return { name: this.#file.name || words["file-unnamed"], size: size(this.#file.size_bytes, language) };
  }

  #show() {
    const { holder } = this.#parts;
    holder.hidden = !this.#file;
    holder.classList.remove("sending");
    holder.replaceChildren(...(this.#file ? [...fileLine(this.#file, this.#page), this.#remover()] : []));
  }

  #remover() {
    const { words } = this.#page;
    const label = fill(words.detach, this.#shown);
    return el("button", {
      type: "button",
      class: "remove",
      "aria-label": label,
      title: label,
      click: () => {
        this.put(null);
        this.#parts.status.textContent = words.detached;
        this.#focus();
      },
    });
  }

  /** While files are dragged over the page, all of it is where they can be dropped. */
  #takeWhatIsDropped() {
    const { target } = this.#parts;
    const onFiles = (name, react) => addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return; // a text goes where it is dropped
      event.preventDefault(); // or the browser would leave the page and show the file
      react(event);
    });
    const hide = () => { target.hidden = true; };
    onFiles("dragenter", () => { target.hidden = false; });
    onFiles("dragover", (event) => { event.dataTransfer.dropEffect = "copy"; });
    // Once it is shown it covers the page, so what leaves it leaves the page, or the dragging was given up.
    target.addEventListener("dragleave", hide);
    target.addEventListener("pointermove", hide); // nothing is dragged: the page was left too fast to be told
    onFiles("drop", (event) => {
      hide();
      this.#take([...event.dataTransfer.files]);
    });
  }

  #onPaste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    const pictures = files.every((file) => file.type.startsWith("image/"));
    if (!files.length || (pictures && event.clipboardData.getData("text/plain"))) return; // as office programs do
    event.preventDefault();
    this.#take(files);
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(";base64,")[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
