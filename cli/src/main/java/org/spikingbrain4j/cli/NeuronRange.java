package org.spikingbrain4j.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Neurons that a raster shows.
 *
 * @param last included
 * @param exact whether all of them must exist
 */
record NeuronRange(int first, int last, boolean exact) {
    /** As many as a page shows well, or what there is. */
    static final NeuronRange FIRST = new NeuronRange(0, 95, false);

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

    /** @throws InputException where the text is no range */
    static NeuronRange parse(String text) {
        Matcher range = FORM.matcher(text);
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            if (first <= last) {
                return new NeuronRange(first, last, true);
            }
        }
        throw new InputException("--neurons: expected FROM-TO such as 0-95, found " + text);
    }

    /**
     * The last that there is.
     *
     * @throws InputException where one that was asked for does not exist
     */
    int lastOf(String projection, int neurons) {
        if (exact && last >= neurons) {
            throw new InputException(
                    "--neurons: %s has the neurons 0-%d, found %d-%d".formatted(projection, neurons - 1, first, last));
        }
        return Math.min(last, neurons - 1);
    }
}
