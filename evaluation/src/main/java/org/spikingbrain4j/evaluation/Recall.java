package org.spikingbrain4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;

/**
 * What a model gains from having read a passage before, by the distance to it: the loss of a passage behind other text is
 * measured twice, with the same passage in front of that text and with another one. It shows what attention still finds inside and
 * beyond a window, on any model and any text, without asking the model to understand a question.
 */
public final class Recall {
    private final LanguageModel model;
    private final TokenLosses losses;
    private final int passage;
    private final int trials;
    private final long seed;

    /**
     * @param passage tokens of a passage, at least 2: its first token, which nothing announces, does not count
     * @param trials passages that are measured at each distance
     * @param seed of their choice
     */
    public Recall(LanguageModel model, int passage, int trials, long seed) {
        if (passage < 2) {
            throw new InvalidInputException("passage: expected at least 2 tokens, found " + passage);
        }
        if (trials < 1) {
            throw new InvalidInputException("trials: expected at least 1, found " + trials);
        }
        this.model = model;
        this.losses = new TokenLosses(model);
        this.passage = passage;
        this.trials = trials;
        this.seed = seed;
    }

    /**
     * Losses at one distance, in nats per token.
     *
     * @param distance tokens from the beginning of a passage to that of its repetition
     * @param fresh loss of passages that were not read before
     * @param repeated loss of the same passages at the same place, read before
     */
    public record AtDistance(int distance, double fresh, double repeated) {
        /** What having read it is worth. */
        public double gain() {
            return fresh - repeated;
        }
    }

    /**
     * @param tokens a text that passages and what is between them are taken from
     * @param distances each at least the length of a passage
     * @throws InvalidInputException where a distance is too small, the text too short, or a full-attention model too short
     * @throws CancelledException where the caller cancelled
     */
    public List<AtDistance> measure(int[] tokens, List<Integer> distances, Cancellation cancellation) {
        List<AtDistance> results = new ArrayList<>();
        for (int distance : distances) {
            requirePossible(tokens, distance);
            results.add(at(distance, tokens, cancellation));
        }
        return results;
    }

    private void requirePossible(int[] tokens, int distance) {
        if (distance < passage) {
            throw new InvalidInputException(
                    "distance: expected at least the passage's %d tokens, found %d".formatted(passage, distance));
        }
        int needed = 2 * (distance + passage);
        if (tokens.length < needed) {
            throw new InvalidInputException("text: a distance of %d needs at least %d tokens, found %d"
                    .formatted(distance, needed, tokens.length));
        }
        if (!model.config().fits((long) distance + passage)) {
            throw new InvalidInputException(
                    "distance: %d and a passage of %d are more than the %d positions of the model (max_position_embeddings)"
                            .formatted(distance, passage, model.config().maxPositions()));
        }
    }

    private AtDistance at(int distance, int[] tokens, Cancellation cancellation) {
        SplittableRandom random = new SplittableRandom(seed);
        double fresh = 0;
        double repeated = 0;
        for (int trial = 0; trial < trials; trial++) {
            if (cancellation.cancelled()) {
                throw new CancelledException("recall: cancelled at a distance of %d".formatted(distance));
            }
            // Text of the model's kind up to the passage; in front of it, that passage or what was there.
            int start = random.nextInt(tokens.length - distance - passage + 1);
            int[] sequence = Arrays.copyOfRange(tokens, start, start + distance + passage);
            fresh += loss(sequence);
            System.arraycopy(sequence, distance, sequence, 0, passage);
            repeated += loss(sequence);
        }
        return new AtDistance(distance, fresh / trials, repeated / trials);
    }

    /** Mean loss of the last passage without its first token. */
    private double loss(int[] sequence) {
        int from = sequence.length - passage;
        try (SequenceState state = model.newState()) {
            model.forward(Arrays.copyOf(sequence, from), state, LogitsWanted.NONE);
            double[] passageLosses = new double[passage - 1];
            losses.score(
                    sequence,
                    from,
                    sequence.length - 1,
                    state,
                    (index, loss) -> passageLosses[index - from - 1] = loss);
            return Arrays.stream(passageLosses).average().orElseThrow();
        }
    }
}
