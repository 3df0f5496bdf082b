// CSS pixels that a token and a neuron take
const COLUMN = 5;
const ROW = 4;
const KEPT = 200; // tokens: more than any width that the style sheet gives

/** Spikes over time on a canvas: tokens from left to right, neurons from bottom to top as many as fit, the newest token at the right. */
export class Raster {
  #canvas;
  #tokens = [];
  #planned = false;

  /** @param {HTMLCanvasElement} canvas sized by the style sheet */
  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#plan()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#plan());
  }

  /** @param {number[][]} tokens spike counts [tokens, neurons]; the sign is that of the spikes */
  add(tokens) {
    this.#tokens = [...this.#tokens, ...tokens].slice(-KEPT);
    this.#plan();
  }

  clear() {
    this.#tokens = [];
    this.#plan();
  }

  /** Many events may come between two frames; they are drawn once. */
  #plan() {
    if (!this.#planned) {
      this.#planned = true;
      requestAnimationFrame(() => this.#draw());
    }
  }

  #draw() {
    this.#planned = false;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = devicePixelRatio;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    const paper = this.#canvas.getContext("2d");
    paper.scale(scale, scale);
    const style = getComputedStyle(this.#canvas);
    const colours = { plus: style.getPropertyValue("--plus"), minus: style.getPropertyValue("--minus") };
    const left = width - this.#tokens.length * COLUMN;
    this.#tokens.forEach((counts, index) => drawToken(paper, counts, left + index * COLUMN, height, colours));
  }
}

/** One column: a mark for each neuron that spikes, stronger with the number of its spikes. */
function drawToken(paper, counts, x, height, { plus, minus }) {
  const rows = Math.min(counts.length, Math.floor(height / ROW));
  const row = height / rows;
  counts.slice(0, rows).forEach((count, neuron) => {
    if (count !== 0) {
      paper.globalAlpha = Math.min(1, 0.35 + 0.15 * Math.abs(count));
      paper.fillStyle = count > 0 ? plus : minus;
      paper.fillRect(x, height - (neuron + 1) * row, COLUMN - 1, row - 1);
    }
  });
}
