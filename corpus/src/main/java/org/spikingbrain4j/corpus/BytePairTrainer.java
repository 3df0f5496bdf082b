package org.spikingbrain4j.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import org.spikingbrain4j.tokenizer.ByteLevelBpe;

/**
 * Trains byte-level BPE: joins the most frequent pair of neighbours within words, again and again. Of equally frequent pairs
 * the one with the smaller ids is joined, as in the Hugging Face trainer, so that the same texts give the same tokenizer.
 *
 * <p>Counts are not taken again after each merge: it changes only the pairs beside the places that it joins.
 */
public final class BytePairTrainer {
    /** A pair seen once would be a piece for one place of one text. */
    static final int LEAST_FREQUENT = 2;

    private final WordSymbols words;
    private final List<String> pieces = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final SequencedSet<String> merges = new LinkedHashSet<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    /** A pair as it was when it was queued; it may be rarer by now. */
    private record Candidate(long count, long pair) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return count != other.count ? Long.compare(other.count, count) : Long.compare(pair, other.pair);
        }
    }

    private BytePairTrainer(Map<String, Long> counts) {
        ByteLevelBpe.alphabet().chars().sorted().mapToObj(Character::toString).forEach(this::addPiece);
        int[] idOfByte = ByteLevelBpe.alphabet()
                .chars()
                .map(c -> ids.get(Character.toString(c)))
                .toArray();
        words = WordSymbols.of(counts, idOfByte);
    }

    /**
     * Finds the vocabulary; a smaller one where too few pairs occur twice.
     *
     * @param size entries of the vocabulary, at least the 256 bytes
     * @param listener told the entries found
     */
    public static BytePairVocabulary train(WordCounts words, int size, CorpusListener listener) {
        BytePairTrainer trainer = new BytePairTrainer(words.counts());
        trainer.run(size, listener);
        return new BytePairVocabulary(trainer.pieces, List.copyOf(trainer.merges), trainer.words.tokens());
    }

    private void run(int size, CorpusListener listener) {
        words.pairs().forEach((pair, count) -> queue.add(new Candidate(count, pair)));
        while (pieces.size() < size && !queue.isEmpty()) {
            Candidate best = queue.poll();
            long count = words.count(best.pair);
            if (count < LEAST_FREQUENT) {
                continue;
            }
            if (count != best.count) {
                queue.add(new Candidate(count, best.pair));
                continue;
            }
            merge(WordSymbols.left(best.pair), WordSymbols.right(best.pair));
            listener.progress(pieces.size(), size);
        }
    }

    private void merge(int left, int right) {
        // Where a piece was made in two ways, a pair with it can come back: it is no second merge.
        merges.add(pieces.get(left) + " " + pieces.get(right));
        // Other neighbours may have made the same piece before: then it keeps its id, and the vocabulary does not grow.
        int merged = addPiece(pieces.get(left) + pieces.get(right));
        words.merge(left, right, merged).forEach(pair -> queue.add(new Candidate(words.count(pair), pair)));
    }

    private int addPiece(String piece) {
        Integer known = ids.putIfAbsent(piece, pieces.size());
        if (known == null) {
            pieces.add(piece);
        }
        return ids.get(piece);
    }
}
