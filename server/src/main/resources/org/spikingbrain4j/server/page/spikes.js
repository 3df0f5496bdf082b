import { Bars } from "./bars.js";
import { element, find } from "./dom.js";
import { energyRows, energyText } from "./energy.js";
import { percent } from "./format.js";
import { Raster } from "./raster.js";
import { Watch } from "./watch.js";

/** The part of the page that shows spikes: a raster of a layer, how sparse all layers are, and what a token would cost. */
export class Spikes {
  #raster = new Raster(find("raster"));
  #sparsity = new Bars(find("sparsity"));
  #energy = new Bars(find("energy"));
  #watch = new Watch({
    path: () => this.#path(),
    event: "spikes",
    begin: () => this.#raster.clear(),
    show: (data) => this.#show(data),
    note,
  });

  /** @param {object} model what the server says of it */
  start(model) {
    find("spikes-body").hidden = !model.spiking;
    if (!model.spiking) {
      note("This model does not spike here. Start the server with --spiking auto to see spikes.");
      return;
    }
    find("layer").replaceChildren(...Array.from({ length: model.layers }, (_, layer) => option(String(layer))));
    find("layer").onchange = find("projection").onchange = () => this.#watch.begin();
    this.#watch.start();
  }

  #path() {
    const chosen = find("projection").value;
    return `v1/spikes?layer=${find("layer").value}${chosen && `&projection=${encodeURIComponent(chosen)}`}`;
  }

  #show({ layer, raster, channels, projection, projections, layers, sparsity, silent, energy_per_token: energy }) {
    note("");
    const names = projections.map(shortName);
    showProjections(names, projection ? shortName(projection) : names[0]);
    if (!raster) {
      this.#watch.begin(); // this layer has no such projection; now one is chosen that it has
      return;
    }
    this.#raster.add(raster);
    find("raster-text").textContent = `Time goes to the right. A column is a token, a row one of ${channels} neurons.`;
    find("raster").ariaLabel = `Spikes of layer ${layer}, ${shortName(projection)}`;
    find("sparsity-text").textContent =
      `Share of time steps without a spike: ${percent(sparsity)} in all. ${percent(silent)} of the neurons are silent.`;
    this.#sparsity.show(
      layers.map((one) => ({ name: `Layer ${one.layer}`, share: one.sparsity, text: percent(one.sparsity) })),
    );
    this.#energy.show(energyRows(energy));
    find("energy-text").textContent = energyText(energy);
  }
}

/** A layer knows its linears when it spikes; what the reader chose stays. */
function showProjections(names, shown) {
  const select = find("projection");
  if ([...select.options].map((one) => one.value).join() !== names.join()) {
    select.replaceChildren(...names.map(option));
    select.value = shown;
    select.hidden = false;
  }
}

/** model.layers.3.attn.q_proj is attn.q_proj within its layer. */
function shortName(projection) {
  return projection.replace(/^model\.layers\.\d+\./, "");
}

function option(value) {
  return element("option", { value }, value);
}

function note(text) {
  find("spikes-note").textContent = text;
}
