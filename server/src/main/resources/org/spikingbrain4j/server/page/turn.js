import { button, element } from "./dom.js";

/** A question and its answer, as the page shows them. The text of both is only ever text. */
export class Turn {
  #answer = document.createTextNode("");
  #note = element("p", { className: "note soft small" });
  #error = element("p", { className: "error", role: "alert" });
  #again;
  #item;

  /**
   * @param {string} question
   * @param {() => void} again asks for another answer
   */
  constructor(question, again) {
    this.question = question;
    this.#again = button("Regenerate", again);
    this.#item = element(
      "li",
      { className: "turn" },
      message("You", "question", document.createTextNode(question)),
      message("Answer", "answer", this.#answer),
      element("div", { className: "below" }, this.#note, this.#error, this.#again),
    );
  }

  get node() {
    return this.#item;
  }

  get answer() {
    return this.#answer.data;
  }

  /** An answer is awaited; an earlier one goes. */
  begin() {
    this.#answer.data = "";
    this.#error.textContent = "";
    this.#note.textContent = "waiting";
    this.#again.hidden = true;
    this.#item.classList.add("busy");
  }

  /** What happens before the answer begins, in the server's words. */
  progress(text) {
    this.#note.textContent = text;
  }

  append(piece) {
    this.#note.textContent = "";
    this.#answer.appendData(piece);
  }

  /** The answer is there, or was stopped. */
  end(note) {
    this.#note.textContent = note;
    this.#again.firstChild.data = "Regenerate";
    this.#settle();
  }

  fail(message) {
    this.#note.textContent = "";
    this.#error.textContent = message;
    this.#again.firstChild.data = "Try again";
    this.#settle();
  }

  #settle() {
    this.#again.hidden = false;
    this.#item.classList.remove("busy");
  }
}

function message(who, className, text) {
  return element("article", { className }, element("h3", {}, who), element("p", { className: "text" }, text));
}
