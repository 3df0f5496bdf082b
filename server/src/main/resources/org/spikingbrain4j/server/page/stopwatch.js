import { count, duration, rate, tokens } from "./format.js";

/** Times an answer and says in words what it took. */
export class Stopwatch {
  #start = performance.now();
  #first = null;
  #last = null;

  /** Of OpenAI's API, once they are known. */
  usage = null;
  finish = null;

  /** A piece of the answer came. */
  token() {
    this.#last = performance.now();
    this.#first ??= this.#last;
  }

  /** Such as "45 tokens, 38 a second, first after 0.12 s; read 310 tokens, 290 of them before". */
  summary() {
    if (!this.usage) {
      return "";
    }
    const { prompt_tokens: prompt, completion_tokens: written, prompt_tokens_details: details } = this.usage;
    const cached = details?.cached_tokens ?? 0;
    const read = `read ${tokens(prompt)}${cached > 0 ? `, ${count(cached)} of them before` : ""}`;
    const end = this.finish === "length" ? "; ended at the most tokens set" : "";
    return `${tokens(written)}${this.#speed(written)}; ${read}${end}`;
  }

  #speed(written) {
    if (this.#first === null) {
      return "";
    }
    const seconds = (this.#last - this.#first) / 1000;
    const perSecond = written > 1 && seconds > 0 ? `, ${rate((written - 1) / seconds)} a second` : "";
    return `${perSecond}, first after ${duration((this.#first - this.#start) / 1000)}`;
  }
}
