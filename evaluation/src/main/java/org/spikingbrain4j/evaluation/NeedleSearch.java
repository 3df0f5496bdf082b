package org.spikingbrain4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * Whether a model finds facts planted in a long text, by depth and length of the text, in the style of RULER (arXiv 2404.06654).
 * A model that answers is scored by what it writes; any model by whether the planted value is more probable than others, and by
 * what it gained from the needle. Contexts of one trial share the text in front of the needle: it is read once, and the state
 * is copied there.
 */
public final class NeedleSearch {
    private final TextCoder coder;
    private final Function<Cancellation, ScoredSequence> sequences;
    private final NeedleOptions options;
    private final Haystack haystack;

    /**
     * @param haystack text to hide needles in; without one, generated sentences
     * @throws InvalidInputException where the haystack is empty, or a length does not fit a full-attention model
     */
    public NeedleSearch(TextModel model, Optional<String> haystack, NeedleOptions options) {
        this(TextCoder.of(model), cancellation -> new ModelSequence(model.model(), cancellation), haystack, options);
        int longest = options.lengths().getLast();
        if (!model.model().config().fits(longest)) {
            throw new InvalidInputException(
                    "lengths: expected at most %d tokens, which the model was trained for (max_position_embeddings), less those of an answer, found %d"
                            .formatted(model.model().config().maxPositions(), longest));
        }
    }

    NeedleSearch(
            TextCoder coder,
            Function<Cancellation, ScoredSequence> sequences,
            Optional<String> haystack,
            NeedleOptions options) {
        this.coder = coder;
        this.sequences = sequences;
        this.options = options;
        this.haystack = haystack.map(text -> new Haystack(coder, text)).orElseGet(() -> Haystack.generated(coder));
    }

    /**
     * Asks for every needle.
     *
     * @return a cell for every length and depth, the lengths outside
     * @throws InvalidInputException where a length is shorter than needles and question
     * @throws CancelledException where the caller cancelled
     */
    public List<NeedleCell> measure(NeedleListener listener, Cancellation cancellation) {
        long contexts = (long) options.trials() * (options.depths().size() + 1);
        Search search = new Search(
                listener,
                cancellation,
                contexts
                        * options.lengths().stream().mapToLong(length -> length).sum());
        List<NeedleCell> cells = new ArrayList<>();
        for (int length : options.lengths()) {
            cells.addAll(search.at(length));
        }
        return List.copyOf(cells);
    }

    /** What one context gave. */
    private record Score(double generated, boolean likely, double logprob) {}

    /** One measurement. */
    private final class Search {
        private final NeedleListener listener;
        private final Cancellation cancellation;
        private final long total;
        private long done;

        Search(NeedleListener listener, Cancellation cancellation, long total) {
            this.listener = listener;
            this.cancellation = cancellation;
            this.total = total;
        }

        List<NeedleCell> at(int length) {
            SplittableRandom random = new SplittableRandom(options.seed() ^ ((long) length << 32));
            int depths = options.depths().size();
            double[] generated = new double[depths];
            double[] likely = new double[depths];
            double[] gain = new double[depths];
            for (int trial = 0; trial < options.trials(); trial++) {
                List<Score> scores = scores(NeedleTrial.draw(options, length, haystack, coder, random), length);
                double without = scores.getLast().logprob();
                for (int i = 0; i < depths; i++) {
                    generated[i] += scores.get(i).generated() / options.trials();
                    likely[i] += scores.get(i).likely() ? 1.0 / options.trials() : 0;
                    gain[i] += (scores.get(i).logprob() - without) / options.trials();
                }
            }
            List<NeedleCell> cells = new ArrayList<>();
            for (int i = 0; i < depths; i++) {
                cells.add(new NeedleCell(length, options.depths().get(i), generated[i], likely[i], gain[i]));
            }
            return cells;
        }

        /** A score per depth, and one without the needle. */
        private List<Score> scores(NeedleTrial trial, int length) {
            List<Score> scores = new ArrayList<>();
            int[] hay = trial.haystack().tokens();
            try (ScoredSequence walker = sequences.apply(cancellation)) {
                walker.read(trial.introduction());
                int read = 0;
                for (int depth : options.depths()) {
                    int place = trial.place(depth, haystack);
                    walker.read(Arrays.copyOfRange(hay, read, place));
                    read = place;
                    try (ScoredSequence branch = walker.copy()) {
                        branch.read(trial.needle());
                        branch.read(Arrays.copyOfRange(hay, place, hay.length));
                        scores.add(score(branch, trial));
                    }
                    tell(length);
                }
                walker.read(Arrays.copyOfRange(hay, read, hay.length));
                walker.read(trial.answers().start());
                scores.add(new Score(
                        0, false, walker.logprob(trial.answers().rests().getFirst())));
                tell(length);
            }
            return scores;
        }

        /** Asks behind a text that holds the needle. */
        private Score score(ScoredSequence sequence, NeedleTrial trial) {
            sequence.read(trial.answers().start());
            double[] logprobs = trial.answers().rests().stream()
                    .mapToDouble(sequence::logprob)
                    .toArray();
            double bestWrong = Arrays.stream(logprobs, 1, logprobs.length).max().orElseThrow();
            String answer = coder.decode(sequence.greedy(trial.answerTokens()));
            long contained =
                    trial.texts().wanted().stream().filter(answer::contains).count();
            return new Score((double) contained / trial.texts().wanted().size(), logprobs[0] > bestWrong, logprobs[0]);
        }

        private void tell(int length) {
            done += length;
            listener.asked(done, total);
        }
    }
}
