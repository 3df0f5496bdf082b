import { stream } from "./api.js";

const BEFORE_TRYING_AGAIN = 3000;

/** Listens to events of the server as long as the page is in sight, and only then: what nobody sees costs nothing. */
export class Watch {
  #parts;
  #connection = null;

  /** @param {{path: () => string, event: string, begin?: () => void, show: (data: object) => void, note: (text: string) => void}} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  start() {
    document.addEventListener("visibilitychange", () => this.begin());
    this.begin();
  }

  /** Listens anew: to another path, maybe. */
  begin() {
    this.#connection?.abort();
    this.#connection = null;
    if (!document.hidden) {
      this.#connection = new AbortController();
      this.#parts.begin?.();
      this.#listen(this.#parts.path(), this.#connection.signal);
    }
  }

  async #listen(path, signal) {
    const { event: wanted, show, note } = this.#parts;
    while (!signal.aborted) {
      try {
        for await (const { event, data, comment } of stream(path, { signal })) {
          if (event === wanted) {
            show(data);
          } else {
            note(comment ? "Nothing is generated or read at the moment." : "");
          }
        }
      } catch (error) {
        if (!signal.aborted) {
          note(error.message);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, BEFORE_TRYING_AGAIN));
    }
  }
}
