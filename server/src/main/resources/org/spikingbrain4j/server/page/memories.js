import { json } from "./api.js";
import { announce, button, confirmed, element, find } from "./dom.js";
import { bytes, tokens } from "./format.js";

/** The documents that were read: a list to choose from and to delete in. */
export class Memories {
  #chosen = null;
  #all = [];
  #onChosen;
  #onAsk;

  /**
   * @param {(memory: object|null) => void} onChosen told of the memory that is to be asked
   * @param {() => void} onAsk told when the reader turns to one
   */
  constructor(onChosen, onAsk) {
    this.#onChosen = onChosen;
    this.#onAsk = onAsk;
    find("asked-clear").onclick = () => {
      this.choose(null);
      find("question").focus();
    };
  }

  /** The id of the memory that is to be asked, or null. */
  get chosen() {
    return this.#chosen;
  }

  /** Says that the server has no folder for them. */
  keptNowhere() {
    find("drop").hidden = true;
    note("This server keeps no memories; start it with --memories DIR.");
  }

  /** Shows what the server has. */
  async refresh() {
    try {
      this.#all = (await json("v1/memories")).data.reverse();
      note("");
    } catch (error) {
      note(error.message);
    }
    this.choose(this.#chosen);
  }

  /** @param {string|null} id */
  choose(id) {
    const before = this.#chosen;
    const memory = this.#all.find((one) => one.id === id) ?? null;
    this.#chosen = memory?.id ?? null;
    find("asked").hidden = memory === null;
    find("asked-name").textContent = memory?.name ?? "";
    find("question").placeholder = memory ? "Ask the document" : "Ask something";
    find("memory-list").replaceChildren(...this.#all.map((one) => this.#card(one)));
    if (before !== this.#chosen) {
      this.#onChosen(memory);
    }
  }

  #card(memory) {
    const chosen = memory.id === this.#chosen;
    const usable = memory.status !== "unusable";
    const facts = usable ? `${tokens(memory.tokens)} in ${bytes(memory.bytes)}` : bytes(memory.bytes);
    const ask = button("Ask it", () => this.#ask(memory), memory.name, "");
    ask.ariaPressed = String(chosen);
    ask.disabled = !usable;
    return element(
      "li",
      { className: chosen ? "card chosen" : "card" },
      element("strong", {}, memory.name),
      element("p", { className: "error small" }, memory.reason ? `Cannot be asked: ${memory.reason}` : ""),
      element(
        "div",
        { className: "row" },
        element("p", { className: "soft small" }, facts, memory.status === "incomplete" ? "; not read to its end" : ""),
        ask,
        confirmed("Delete", "Really delete", () => this.#delete(memory), memory.name),
      ),
    );
  }

  #ask(memory) {
    const choosing = memory.id !== this.#chosen;
    this.choose(choosing ? memory.id : null);
    announce(choosing ? `Questions go to ${memory.name}` : "Questions go to no document");
    this.#onAsk();
  }

  async #delete(memory) {
    try {
      await json(`v1/memories/${encodeURIComponent(memory.id)}`, { method: "DELETE" });
      announce(`${memory.name} is deleted`);
      await this.refresh();
      find("file").focus();
    } catch (error) {
      note(error.message);
    }
  }
}

function note(text) {
  find("memories-note").textContent = text;
  find("memories-note").className = text ? "error small" : "";
}
