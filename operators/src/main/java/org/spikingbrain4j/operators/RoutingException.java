package org.spikingbrain4j.operators;

/**
 * Logits of a router that give no probabilities: no choice of experts would mean anything. Where attention was fed what is no number, it may
 * have spread over the rows of the pass: the row is the first at which it was found.
 */
public final class RoutingException extends ActivationException {
    private static final long serialVersionUID = 1;

    private RoutingException(String router, int row) {
        super(
                "%s: expected finite logits of the experts, found NaN or infinite ones; the weights are damaged or overflow float32, at"
                        .formatted(router),
                row);
    }

    private RoutingException(RoutingException cause, int row, String place) {
        super(cause, row, place);
    }

    /**
     * Refuses a softmax that is none.
     *
     * @param router its name
     * @param probabilities [tokens, experts], row-major
     */
    static void requireNumbers(String router, float[] probabilities, int experts) {
        for (int i = 0; i < probabilities.length; i++) {
            if (Float.isNaN(probabilities[i])) {
                throw new RoutingException(router, i / experts);
            }
        }
    }

    @Override
    RoutingException placed(int newRow, String place) {
        return new RoutingException(this, newRow, place);
    }
}
