import { element } from "./dom.js";

/** Bars with names and numbers, one beneath the other, in a list. Elements are kept, so that widths move and nothing flickers. */
export class Bars {
  #list;
  #rows = [];

  /** @param {HTMLElement} list an empty ul or ol */
  constructor(list) {
    this.#list = list;
  }

  /** @param {{name: string, share: number, text: string, kind?: string}[]} rows with shares of the longest bar possible, 0 to 1 */
  show(rows) {
    while (this.#rows.length > rows.length) {
      this.#rows.pop().item.remove();
    }
    while (this.#rows.length < rows.length) {
      this.#rows.push(this.#add());
    }
    rows.forEach((row, index) => fill(this.#rows[index], row));
  }

  #add() {
    const name = element("span", { className: "name" });
    const bar = element("span", { className: "fill" });
    const text = element("span", { className: "value" });
    const track = element("span", { className: "track", ariaHidden: "true" }, bar);
    const item = element("li", {}, name, track, text);
    this.#list.append(item);
    return { item, name, bar, text };
  }
}

function fill(row, { name, share, text, kind = "" }) {
  row.name.textContent = name;
  row.text.textContent = text;
  row.bar.className = `fill ${kind}`;
  row.bar.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
}
