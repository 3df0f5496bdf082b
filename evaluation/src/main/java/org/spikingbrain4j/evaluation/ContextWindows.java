package org.spikingbrain4j.evaluation;

import org.spikingbrain4j.model.InvalidInputException;

/** How a text is cut for a model. However that is, every token but the first is predicted exactly once. */
public sealed interface ContextWindows {

    /** One sequence of any length. Memory stays constant for models without full attention. */
    record Continuous() implements ContextWindows {}

    /**
     * Windows of {@code length} tokens, each {@code stride} tokens after the one before. A window predicts only what no window
     * before it did; its first {@code length - stride} tokens are context. With a stride of the whole length, windows are
     * side by side: quick, but the beginning of each is predicted from little.
     *
     * @param length tokens that a window reads
     * @param stride 1 to length
     */
    record Sliding(int length, int stride) implements ContextWindows {
        /**
         * @throws InvalidInputException where length or stride is out of range
         */
        public Sliding {
            if (length < 1) {
                throw new InvalidInputException("window: expected at least 1 token, found " + length);
            }
            if (stride < 1 || stride > length) {
                throw new InvalidInputException(
                        "stride: expected 1 to %d, the length of the window, found %d".formatted(length, stride));
            }
        }
    }

    /** Windows side by side. */
    static ContextWindows chunked(int length) {
        return new Sliding(length, length);
    }
}
