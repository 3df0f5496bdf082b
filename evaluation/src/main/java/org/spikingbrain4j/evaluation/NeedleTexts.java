package org.spikingbrain4j.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The words of one trial.
 *
 * @param key that is asked for
 * @param value of the needle whose depth is measured
 * @param others sentences of the other needles
 * @param wanted all values of the key
 * @param wrong values to compare with: those of other keys first
 */
record NeedleTexts(String key, String value, List<String> others, List<String> wanted, List<String> wrong) {
    static final String INTRODUCTION =
            "Some special magic numbers are hidden in the following text. Remember them: at the end you are asked for them.\n";

    private static final int LEAST_VALUE = 1_000_000;
    private static final int VALUES = 9_000_000;
    private static final List<String> NOUNS = List.of(
            "apple", "bridge", "candle", "desert", "engine", "forest", "garden", "harbor", "island", "jacket", "kettle",
            "ladder", "market", "needle", "orange", "pencil", "quarry", "ribbon", "saddle", "temple", "valley",
            "window");
    private static final List<String> ADJECTIVES = List.of(
            "ancient", "bitter", "clever", "distant", "empty", "frozen", "gentle", "hidden", "idle", "jolly", "little",
            "modern", "narrow", "open", "polite", "quiet", "rapid", "silent", "tender", "useful", "velvet", "wooden");

    /** Draws keys and values, no two alike. */
    static NeedleTexts draw(NeedleTask task, int distractors, SplittableRandom random) {
        List<String> keys =
                distinct(1 + task.others(), () -> "%s-%s".formatted(pick(ADJECTIVES, random), pick(NOUNS, random)));
        List<String> values =
                distinct(1 + task.others() + distractors, () -> Integer.toString(LEAST_VALUE + random.nextInt(VALUES)));
        String key = keys.getFirst();
        List<String> others = new ArrayList<>();
        List<String> wanted = new ArrayList<>(values.subList(0, 1));
        List<String> wrong = new ArrayList<>();
        for (int i = 1; i <= task.others(); i++) {
            boolean ofKey = task == NeedleTask.MULTI_VALUE;
            others.add(needle(ofKey ? key : keys.get(i), values.get(i)));
            (ofKey ? wanted : wrong).add(values.get(i));
        }
        wrong.addAll(values.subList(1 + task.others(), 1 + task.others() + distractors - wrong.size()));
        return new NeedleTexts(key, values.getFirst(), others, wanted, wrong);
    }

    /** The sentence whose depth is measured. */
    String needle() {
        return needle(key, value);
    }

    String question() {
        return wanted.size() == 1
                ? "\nWhat is the special magic number for %s? One of the special magic numbers for %s is:"
                        .formatted(key, key)
                : "\nWhat are all the special magic numbers for %s? The special magic numbers for %s are:"
                        .formatted(key, key);
    }

    /** An answer as it stands behind the question. */
    static String answer(String value) {
        return " " + value;
    }

    private static String needle(String key, String value) {
        return " One of the special magic numbers for %s is: %s.".formatted(key, value);
    }

    private static String pick(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }

    private static List<String> distinct(int count, java.util.function.Supplier<String> draw) {
        Set<String> drawn = new LinkedHashSet<>();
        while (drawn.size() < count) {
            drawn.add(draw.get());
        }
        return List.copyOf(drawn);
    }
}
