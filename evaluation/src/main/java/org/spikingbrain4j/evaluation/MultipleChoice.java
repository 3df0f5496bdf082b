package org.spikingbrain4j.evaluation;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.ContextOverflowException;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * Multiple choice by likelihood: a model chooses the answer that it finds most probable behind the question, as {@code acc} and
 * {@code acc_norm} of lm-evaluation-harness. A question is read once; its state is copied for each choice.
 */
public final class MultipleChoice {
    private final TextCoder coder;
    private final Function<Cancellation, ScoredSequence> sequences;

    /** Asks a model. */
    public MultipleChoice(TextModel model) {
        this(TextCoder.of(model), cancellation -> new ModelSequence(model.model(), cancellation));
    }

    MultipleChoice(TextCoder coder, Function<Cancellation, ScoredSequence> sequences) {
        this.coder = coder;
        this.sequences = sequences;
    }

    /**
     * Asks all questions.
     *
     * @param questions at least one
     * @param asked told after each question how many were asked
     * @throws InvalidInputException where there is no question, or one does not fit a full-attention model
     * @throws CancelledException where the caller cancelled
     */
    public ChoiceResult measure(List<ChoiceQuestion> questions, LongConsumer asked, Cancellation cancellation) {
        if (questions.isEmpty()) {
            throw new InvalidInputException("choice: expected at least 1 question, found none");
        }
        int right = 0;
        int rightNormalized = 0;
        double chance = 0;
        for (int i = 0; i < questions.size(); i++) {
            ChoiceQuestion question = questions.get(i);
            double[] logprobs = logprobs(question, i + 1, cancellation);
            right += argmax(logprobs) == question.answer() ? 1 : 0;
            rightNormalized += argmax(perCharacter(logprobs, question.choices())) == question.answer() ? 1 : 0;
            chance += 1.0 / question.choices().size();
            asked.accept(i + 1L);
        }
        double count = questions.size();
        return new ChoiceResult(questions.size(), right / count, rightNormalized / count, chance / count);
    }

    /** Log-probability of each choice behind the question, a blank between the two. */
    private double[] logprobs(ChoiceQuestion question, int number, Cancellation cancellation) {
        String gap = Character.isWhitespace(
                        question.question().codePointBefore(question.question().length()))
                ? ""
                : " ";
        List<String> endings = question.choices().stream()
                .map(choice -> Character.isWhitespace(choice.codePointAt(0)) ? choice : gap + choice)
                .toList();
        Endings tokens = Endings.of(coder::begin, question.question(), endings);
        try (ScoredSequence sequence = sequences.apply(cancellation)) {
            if (tokens.start().length == 0) {
                throw new InvalidInputException(
                        "question %d: no token is the same before every choice; begin it with a longer text"
                                .formatted(number));
            }
            sequence.read(tokens.start());
            return tokens.rests().stream().mapToDouble(sequence::logprob).toArray();
        } catch (ContextOverflowException e) {
            throw new InvalidInputException("question %d: %s".formatted(number, e.getMessage()));
        }
    }

    private static double[] perCharacter(double[] logprobs, List<String> choices) {
        double[] means = new double[logprobs.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = logprobs[i]
                    / choices.get(i).codePointCount(0, choices.get(i).length());
        }
        return means;
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
