const NEAR = 40; // pixels

/** Keeps the end of what grows in sight, unless the reader has scrolled away from it. */
export class EndInSight {
  #frame;
  #atEnd = true;
  #top = 0;

  /**
   * @param {HTMLElement} frame that scrolls
   * @param {HTMLElement} content within it
   */
  constructor(frame, content) {
    this.#frame = frame;
    frame.onscroll = () => this.#scrolled();
    const observer = new ResizeObserver(() => this.#atEnd && this.show());
    observer.observe(frame);
    observer.observe(content);
  }

  /** Only upwards is away: the event comes late, and meanwhile more may have grown than was in sight. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#frame;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#atEnd = near || (this.#atEnd && scrollTop >= this.#top);
    this.#top = scrollTop;
  }

  /** Goes to the end. */
  show() {
    this.#atEnd = true;
    this.#frame.scrollTop = this.#frame.scrollHeight;
  }
}
