package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.Logits;

/**
 * Lets a model write documents, many at once: a pass reads one token of each, so that weights are read once for all. A document begins
 * behind a border token and ends where the model chooses that or a stop token, or at its length. Each has random numbers of its own: which
 * documents come does not depend on how many are written at once, where the back end computes a row to the same bits among any others.
 */
public final class DocumentSampler {
    private final LanguageModel model;
    private final int border;
    private final int vocabulary;
    private final Set<Integer> ends;

    /**
     * @param border the token before a document and behind it
     * @throws org.spikingbrain4j.model.InvalidInputException where the tokenizer has no such token
     */
    public DocumentSampler(TextModel textModel, int border) {
        this.model = textModel.model();
        this.border = border;
        this.vocabulary = textModel.tokenizer().vocabularySize();
        this.ends = new HashSet<>(textModel.stopTokens());
        Range.require(border >= 0 && border < vocabulary, "border", "a token of the tokenizer", border);
        ends.add(border);
    }

    /** Most tokens of a document that the model can write: full attention has as many positions as it was trained for. */
    public int longest() {
        return model.config().longestSequence().orElse(Integer.MAX_VALUE);
    }

    /**
     * Says early what {@link #sample} cannot do.
     *
     * @return the options
     * @throws org.spikingbrain4j.model.InvalidInputException where documents may be longer than {@link #longest}
     */
    public DocumentOptions requireFitting(DocumentOptions options) {
        Range.require(
                options.documentsLength() <= longest(),
                "documentsLength",
                "at most %d, the model's positions (max_position_embeddings)".formatted(longest()),
                options.documentsLength());
        return options;
    }

    /**
     * Writes documents until they have the tokens wanted; the last one is whole.
     *
     * @throws org.spikingbrain4j.model.InvalidInputException where documents may be longer than {@link #longest}
     */
    public void sample(DocumentOptions options, DocumentListener listener) {
        requireFitting(options);
        try (Run run = new Run(options, listener)) {
            run.all();
        }
    }

    /** A document that is finished. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Written(int[] tokens, boolean ended) {}

    /** One call: the documents that are open, and those that wait for one before them. */
    private final class Run implements AutoCloseable {
        private final DocumentOptions options;
        private final DocumentListener listener;
        private final SplitMix64 seeds;
        private final List<OpenDocument> open = new ArrayList<>();
        private final Map<Long, Written> waiting = new HashMap<>();
        private long begun;
        private long handedOver;
        private long finishedTokens;
        private long tokensHandedOver;

        Run(DocumentOptions options, DocumentListener listener) {
            this.options = options;
            this.listener = listener;
            this.seeds = new SplitMix64(options.seed());
        }

        void all() {
            while (tokensHandedOver < options.tokens()) {
                fill();
                List<Logits> logits =
                        model.forward(open.stream().map(OpenDocument::segment).toList());
                for (int i = 0; i < open.size(); i++) {
                    choose(open.get(i), logits.get(i).values());
                }
                collect();
                handOver();
                listener.progress(Math.min(writtenTokens(), options.tokens()), options.tokens());
            }
        }

        /** Documents begin as long as those that have begun may not be enough. */
        private void fill() {
            while (open.size() < options.batch() && writtenTokens() < options.tokens()) {
                Sampler sampler = new Sampler(options.sampling(), vocabulary, seeds.nextLong());
                open.add(new OpenDocument(begun++, border, model.newState(), sampler));
            }
        }

        private long writtenTokens() {
            return finishedTokens + open.stream().mapToLong(OpenDocument::size).sum();
        }

        /** A model can have more logits than its tokenizer has tokens: those are no texts. */
        private void choose(OpenDocument document, float[] logits) {
            document.choose(logits.length == vocabulary ? logits : Arrays.copyOf(logits, vocabulary));
        }

        private void collect() {
            Iterator<OpenDocument> documents = open.iterator();
            while (documents.hasNext()) {
                OpenDocument document = documents.next();
                boolean ended = document.endsWith(ends);
                if (ended || document.size() == options.documentsLength()) {
                    documents.remove();
                    document.close();
                    Written written = new Written(document.withBorder(), ended);
                    waiting.put(document.number(), written);
                    finishedTokens += written.tokens().length;
                }
            }
        }

        private void handOver() {
            while (waiting.containsKey(handedOver) && tokensHandedOver < options.tokens()) {
                Written written = waiting.remove(handedOver++);
                tokensHandedOver += written.tokens().length;
                listener.document(written.tokens(), written.ended());
            }
        }

        @Override
        public void close() {
            open.forEach(OpenDocument::close);
        }
    }
}
