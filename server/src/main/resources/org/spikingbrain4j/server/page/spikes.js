import { stream } from "./api.js";
import { Bars } from "./bars.js";
import { element, find } from "./dom.js";
import { bytes, joules, percent, tokens } from "./format.js";
import { Raster } from "./raster.js";

const BEFORE_TRYING_AGAIN = 3000;

/** The panel that shows the model at work: spikes of a layer, silence, energy, and the memory it needs. */
export class Spikes {
  #raster = new Raster(find("raster"));
  #sparsity = new Bars(find("sparsity"));
  #energy = new Bars(find("energy"));
  #state = new Bars(find("state"));
  #model = null;
  #length = 0;
  #connection = null;

  /** @param {object} model what the server says of it */
  start(model) {
    this.#model = model;
    const layers = Array.from({ length: model.layers }, (_, layer) => element("option", { value: layer }, String(layer)));
    find("layer").replaceChildren(...layers);
    find("layer").onchange = () => this.connect();
    document.addEventListener("visibilitychange", () => this.connect());
    matchMedia("(max-width: 50rem)").addEventListener("change", () => this.connect());
    this.showLength(this.#length);
    this.connect();
  }

  /** Listens to the chosen layer as long as the panel is in sight, and only then: what nobody sees costs nothing. */
  connect() {
    this.#connection?.abort();
    this.#connection = null;
    const seen = !document.hidden && find("spikes").checkVisibility();
    if (this.#model && seen) {
      this.#connection = new AbortController();
      this.#raster.clear();
      this.#listen(find("layer").value, this.#connection.signal);
    }
  }

  /** @param {number} length tokens that the model has read */
  showLength(length) {
    this.#length = length;
    if (this.#model) {
      const state = this.#model.state_bytes;
      const cache = this.#model.cache_bytes_per_token * length;
      const most = Math.max(state, cache);
      find("length").textContent = `${tokens(length)} read. The state stays as it is, however many there are.`;
      this.#state.show([
        { name: "State", share: state / most, text: bytes(state) },
        { name: "Cache of a Transformer", share: cache / most, text: bytes(cache), kind: "other" },
      ]);
    }
  }

  async #listen(layer, signal) {
    while (!signal.aborted) {
      try {
        for await (const { data } of stream(`v1/spikes?layer=${layer}`, { signal })) {
          if (data) {
            this.#show(data);
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

  #show({ raster, sparsity, energy }) {
    note("");
    this.#raster.add(raster);
    this.#sparsity.show(sparsity.map((share, layer) => ({ name: `Layer ${layer}`, share, text: percent(share) })));
    const most = Math.max(energy.spiking, energy.fp16);
    this.#energy.show([
      { name: "Spiking", share: energy.spiking / most, text: joules(energy.spiking) },
      { name: "FP16", share: energy.fp16 / most, text: joules(energy.fp16), kind: "other" },
    ]);
  }
}

function note(text) {
  find("spikes-note").textContent = text;
}
