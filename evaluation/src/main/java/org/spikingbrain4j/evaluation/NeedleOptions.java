package org.spikingbrain4j.evaluation;

import java.util.List;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * Which needles are hidden where.
 *
 * @param task what is asked
 * @param lengths tokens of a context with needles and question
 * @param depths where the needle is, in percent of the haystack
 * @param trials contexts of each length, each with another needle at every depth
 * @param distractors wrong values that the right one is compared with
 * @param seed of keys, values and places
 */
public record NeedleOptions(
        NeedleTask task, List<Integer> lengths, List<Integer> depths, int trials, int distractors, long seed) {

    /**
     * @throws InvalidInputException where a number is out of range
     */
    public NeedleOptions {
        lengths = lengths.stream().distinct().sorted().toList();
        depths = depths.stream().distinct().sorted().toList();
        require("lengths", !lengths.isEmpty() && lengths.getFirst() >= 1, "at least one of at least 1 token", lengths);
        boolean percent = !depths.isEmpty() && depths.getFirst() >= 0 && depths.getLast() <= 100;
        require("depths", percent, "at least one of 0 to 100 percent", depths);
        require("trials", trials >= 1, "at least 1", trials);
        require("distractors", distractors >= 1 && distractors <= 1000, "1 to 1000", distractors);
        require(
                "distractors",
                distractors >= task.others(),
                "at least %d with other needles".formatted(task.others()),
                distractors);
    }

    /** Share of trials in which guessing finds the right value among the wrong ones. */
    public double chance() {
        return 1.0 / (distractors + 1);
    }

    private static void require(String name, boolean right, String expected, Object found) {
        if (!right) {
            throw new InvalidInputException("%s: expected %s, found %s".formatted(name, expected, found));
        }
    }
}
