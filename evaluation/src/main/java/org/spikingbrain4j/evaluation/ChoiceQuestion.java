package org.spikingbrain4j.evaluation;

import java.util.List;

/**
 * A question of which one answer is right.
 *
 * @param question the text in front of an answer, as a model is to read it
 * @param choices the answers, at least two, none blank
 * @param answer index of the right one
 */
public record ChoiceQuestion(String question, List<String> choices, int answer) {
    /**
     * @throws IllegalArgumentException where there is nothing to ask or to choose
     */
    public ChoiceQuestion {
        choices = List.copyOf(choices);
        if (question.isBlank()) {
            throw new IllegalArgumentException("expected a question, found a blank one");
        }
        if (choices.size() < 2 || choices.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "expected at least 2 choices, none blank, found %d: %s".formatted(choices.size(), choices));
        }
        if (answer < 0 || answer >= choices.size()) {
            throw new IllegalArgumentException("expected the right choice as a number from 0 to %d, found %d"
                    .formatted(choices.size() - 1, answer));
        }
    }
}
