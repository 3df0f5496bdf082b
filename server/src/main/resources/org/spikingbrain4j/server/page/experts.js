import { element, find } from "./dom.js";
import { count } from "./format.js";
import { Watch } from "./watch.js";

/** The part of the page that shows how the tokens of each layer were spread over its experts: the darker, the more. */
export class Experts {
  #watch = new Watch({ path: () => "v1/experts", event: "experts", show: (data) => this.#show(data), note: () => {} });
  #cells = [];
  #model = null;

  /** @param {object} model what the server says of it */
  start(model) {
    find("experts").hidden = !model.experts;
    if (model.experts) {
      this.#model = model.experts;
      find("experts-text").textContent = `${this.#kind()} Nothing was read yet.`;
      this.#watch.start();
    }
  }

  #kind() {
    const { routed, active, shared } = this.#model;
    return `${active} of ${routed} experts for a token${shared ? ", and one for all" : ""}.`;
  }

  #show({ layers }) {
    if (!layers.length) {
      return;
    }
    if (this.#cells.length !== layers.length) {
      this.#build(layers);
    }
    layers.forEach(({ tokens }, row) => fill(this.#cells[row], tokens));
    const fullest = layers.reduce((most, one) => (one.fullest_over_mean > most.fullest_over_mean ? one : most));
    const silent = layers.reduce((sum, one) => sum + one.silent, 0);
    find("experts-text").textContent =
      `${this.#kind()} Since the start: ${count(silent)} got no token; the fullest, in layer ${fullest.layer}, ` +
      `got ${fullest.fullest_over_mean.toFixed(1)} times the mean.`;
  }

  #build(layers) {
    this.#cells = [];
    const numbers = layers[0].tokens.map((_, expert) => element("th", { scope: "col" }, String(expert)));
    const head = element("tr", {}, element("th", { scope: "col" }, "Layer"), ...numbers);
    const rows = layers.map(({ layer, tokens }) => {
      const cells = tokens.map(() => element("td"));
      this.#cells.push(cells);
      return element("tr", {}, element("th", { scope: "row" }, String(layer)), ...cells);
    });
    const caption = element("caption", { className: "for-readers" }, "Share of the load, in percent, by layer and expert");
    find("experts-table").replaceChildren(caption, element("thead", {}, head), element("tbody", {}, ...rows));
  }
}

/** Twice the mean is as dark as it gets. */
function fill(cells, tokens) {
  const total = tokens.reduce((sum, one) => sum + one, 0);
  cells.forEach((cell, expert) => {
    const share = total ? tokens[expert] / total : 0;
    cell.textContent = String(Math.round(100 * share));
    cell.style.setProperty("--load", `${Math.min(100, 50 * share * tokens.length)}%`);
    cell.title = `${count(tokens[expert])} tokens`;
  });
}
