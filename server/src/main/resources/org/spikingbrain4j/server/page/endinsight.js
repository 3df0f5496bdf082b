const NEAR = 40; // pixels

/** Keeps the end of what grows in sight, unless the reader has scrolled away from it. */
export class EndInSight {
  #frame;
  #atEnd = true;

  /**
   * @param {HTMLElement} frame that scrolls
   * @param {HTMLElement} content within it
   */
  constructor(frame, content) {
    this.#frame = frame;
    frame.onscroll = () => (this.#atEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR);
    const observer = new ResizeObserver(() => this.#atEnd && this.show());
    observer.observe(frame);
    observer.observe(content);
  }

  /** Goes to the end. */
  show() {
    this.#atEnd = true;
    this.#frame.scrollTop = this.#frame.scrollHeight;
  }
}
