import { Bars } from "./bars.js";
import { find } from "./dom.js";
import { bytes, tokens } from "./format.js";

/** The model's state beside the cache of a Transformer of its shape, for as many tokens as were read. */
export class StateSize {
  #bars = new Bars(find("state"));
  #model = null;
  #length = 0;

  /** @param {object} model what the server says of it */
  start(model) {
    this.#model = model;
    this.show(this.#length);
  }

  /** @param {number} length tokens that the model has read */
  show(length) {
    this.#length = length;
    if (this.#model) {
      const cache = this.#model.transformer_bytes_per_token * length;
      this.#model.transformer ? this.#transformer(cache) : this.#state(cache);
    }
  }

  #state(cache) {
    const { state_bytes_per_token: growth, transformer_bytes_per_token: others } = this.#model;
    const state = this.#model.state_bytes + growth * this.#length;
    const most = Math.max(state, cache);
    const how = growth > 0 ? `grows by ${bytes(growth)} a token, a Transformer's cache by ${bytes(others)}` : "stays as it is, a Transformer's cache grows";
    find("length").textContent = `${tokens(this.#length)} read. The state ${how}.`;
    this.#bars.show([
      { name: "State", share: state / most, text: bytes(state) },
      { name: "Cache of a Transformer of this shape", share: cache / most, text: bytes(cache), kind: "other" },
    ]);
  }

  #transformer(cache) {
    find("length").textContent = `${tokens(this.#length)} read. This model is a Transformer: its cache grows with the text.`;
    this.#bars.show([{ name: "Cache, in half precision", share: 1, text: bytes(cache), kind: "other" }]);
  }
}
