import { joules } from "./format.js";

const WAYS = { spiking: "Spiking", int8: "Dense INT8", fp16: "Dense FP16" };

/**
 * What a token costs in three ways, as rows of bars. Arithmetic and reading of weights together; bars end in the middle of a range.
 *
 * @param {Object<string, {arithmetic_joules: number, memory_joules_low: number, memory_joules_high: number}>} energy
 */
export function energyRows(energy) {
  const ranges = Object.keys(WAYS).map((way) => range(energy[way]));
  const most = Math.max(...ranges.map(middle));
  return Object.values(WAYS).map((name, index) => ({
    name,
    share: middle(ranges[index]) / most,
    text: `${joules(ranges[index].low)} – ${joules(ranges[index].high)}`,
    kind: index === 0 ? "" : "other",
  }));
}

export function energyText({ prices, spiking, fp16 }) {
  const arithmetic = `${joules(spiking.arithmetic_joules)} beside ${joules(fp16.arithmetic_joules)} in FP16`;
  return `Estimated for event-driven hardware: ${prices}. Arithmetic alone: ${arithmetic}.`;
}

function range({ arithmetic_joules: arithmetic, memory_joules_low: low, memory_joules_high: high }) {
  return { low: arithmetic + low, high: arithmetic + high };
}

function middle({ low, high }) {
  return (low + high) / 2;
}
