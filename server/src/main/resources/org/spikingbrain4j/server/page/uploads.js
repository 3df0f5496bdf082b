import { stream } from "./api.js";
import { announce, button, element, find } from "./dom.js";
import { duration, rate, tokens } from "./format.js";

/** Documents on their way into memories, one after the other. */
export class Uploads {
  #before = Promise.resolve();
  #onLength;
  #onRead;

  /**
   * @param {(tokens: number) => void} onLength told how much was read so far
   * @param {(memory: object) => Promise<void>} onRead told of each new memory
   */
  constructor(onLength, onRead) {
    this.#onLength = onLength;
    this.#onRead = onRead;
    find("file").onchange = ({ target }) => {
      this.#addAll(target.files);
      target.value = "";
    };
    acceptDrops((files) => this.#addAll(files));
  }

  #addAll(files) {
    for (const file of files) {
      const reading = new Reading(file);
      find("uploads").append(reading.node);
      this.#before = this.#before.then(() => this.#read(reading));
    }
  }

  async #read(reading) {
    try {
      const memory = await reading.run(this.#onLength);
      if (memory) {
        await this.#onRead(memory);
        announce(`${memory.name} is read`);
      }
      reading.node.remove();
    } catch (error) {
      reading.fail(error.message);
    }
  }
}

/** One document being read. */
class Reading {
  #file;
  #stop = new AbortController();
  #bar = element("progress", { max: 1 });
  #note = element("p", { className: "soft small" }, "waits for the one before");
  #cancel;

  constructor(file) {
    this.#file = file;
    this.#bar.setAttribute("aria-label", `Reading ${file.name}`);
    this.#cancel = button("Cancel", () => this.#cancelled(), file.name);
    const below = element("div", { className: "row" }, this.#note, this.#cancel);
    this.node = element("li", { className: "card" }, element("strong", {}, file.name), this.#bar, below);
  }

  /** @returns {Promise<object|null>} the memory, or null where it was cancelled */
  async run(onLength) {
    if (this.#stop.signal.aborted) {
      return null;
    }
    this.#note.textContent = "sending";
    const options = { method: "POST", body: this.#file, signal: this.#stop.signal };
    try {
      for await (const { event, data } of stream(`v1/memories?name=${encodeURIComponent(this.#file.name)}`, options)) {
        if (event === "progress") {
          this.#progress(data);
          onLength(data.tokens);
        } else if (event === "memory") {
          return data;
        }
      }
      throw new Error("The server ended before the document was read.");
    } catch (error) {
      if (this.#stop.signal.aborted) {
        return null;
      }
      throw error;
    }
  }

  fail(message) {
    this.#bar.remove();
    this.#note.className = "error small";
    this.#note.role = "alert";
    this.#note.textContent = message;
    this.#cancel.firstChild.data = "Dismiss";
    this.#cancel.onclick = () => this.node.remove();
  }

  /**
   * The share is that of the file. Its last piece may wait to be read when the file is at its end, so that 1 says nothing.
   *
   * @param {{tokens: number, tokens_per_second: number, share?: number}} progress
   */
  #progress({ tokens: read, tokens_per_second: speed, share = 1 }) {
    const seconds = read / speed;
    const known = share > 0 && share < 1;
    const left = known ? `, ${duration((seconds / share) * (1 - share))} left` : "";
    known ? (this.#bar.value = share) : this.#bar.removeAttribute("value");
    this.#note.textContent = `${tokens(read)}, ${rate(speed)} a second${left}`;
  }

  #cancelled() {
    this.#stop.abort();
    this.node.remove();
    find("file").focus();
  }
}

/** Files may be dropped anywhere on the page. */
function acceptDrops(take) {
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const mark = (on) => find("drop").classList.toggle("over", on);
  document.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      mark(true);
    }
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? mark(false));
  document.addEventListener("drop", (event) => {
    mark(false);
    if (carriesFiles(event) && !find("drop").hidden) {
      event.preventDefault();
      take(event.dataTransfer.files);
    }
  });
}
