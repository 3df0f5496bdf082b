package org.spikingbrain4j.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words as sequences of piece ids, with the count of every pair of neighbours and the words that it may be in. */
final class WordSymbols {
    private final int[] symbols; // all words, one behind the other; a word shrinks within its place
    private final int[] starts;
    private final int[] lengths;
    private final long[] frequencies;
    private final Map<Long, Pair> pairs = new HashMap<>();

    private static final class Pair {
        private long count;
        private int[] words = new int[2];
        private int size;

        /** Words come in order, so that one that is there already is the last, at most times. */
        void add(int word) {
            if (size > 0 && words[size - 1] == word) {
                return;
            }
            if (size == words.length) {
                words = Arrays.copyOf(words, 2 * size);
            }
            words[size++] = word;
        }
    }

    private WordSymbols(int symbols, int words) {
        this.symbols = new int[symbols];
        this.starts = new int[words];
        this.lengths = new int[words];
        this.frequencies = new long[words];
    }

    static WordSymbols of(Map<String, Long> counts, int[] idOfByte) {
        List<byte[]> words = new ArrayList<>(counts.size());
        int bytes = 0;
        for (String word : counts.keySet()) {
            byte[] spelling = word.getBytes(StandardCharsets.UTF_8);
            words.add(spelling);
            bytes = Math.addExact(bytes, spelling.length);
        }
        WordSymbols result = new WordSymbols(bytes, words.size());
        int word = 0;
        int at = 0;
        for (long count : counts.values()) {
            byte[] spelling = words.get(word);
            result.starts[word] = at;
            result.lengths[word] = spelling.length;
            result.frequencies[word] = count;
            for (byte value : spelling) {
                result.symbols[at++] = idOfByte[value & 0xFF];
            }
            result.countPairs(word++);
        }
        return result;
    }

    private void countPairs(int word) {
        int end = starts[word] + lengths[word];
        for (int i = starts[word] + 1; i < end; i++) {
            increase(pair(symbols[i - 1], symbols[i]), word);
        }
    }

    /** How often each pair occurs. */
    Map<Long, Long> pairs() {
        Map<Long, Long> counts = HashMap.newHashMap(pairs.size());
        pairs.forEach((pair, entry) -> counts.put(pair, entry.count));
        return counts;
    }

    long count(long pair) {
        Pair entry = pairs.get(pair);
        return entry == null ? 0 : entry.count;
    }

    /** Pieces of all occurrences of all words. */
    long tokens() {
        long tokens = 0;
        for (int word = 0; word < lengths.length; word++) {
            tokens += lengths[word] * frequencies[word];
        }
        return tokens;
    }

    /**
     * Joins a pair wherever it occurs, in each word from left to right.
     *
     * @return the pairs that are more frequent now
     */
    Set<Long> merge(int left, int right, int merged) {
        Pair joined = pairs.remove(pair(left, right));
        Set<Long> grown = new LinkedHashSet<>();
        for (int i = 0; i < joined.size; i++) {
            merge(joined.words[i], left, right, merged, grown);
        }
        return grown;
    }

    private void merge(int word, int left, int right, int merged, Set<Long> grown) {
        int from = starts[word];
        int to = from + lengths[word];
        int write = from;
        for (int read = from; read < to; read++) {
            if (symbols[read] != left || read + 1 == to || symbols[read + 1] != right) {
                symbols[write++] = symbols[read];
                continue;
            }
            read++;
            if (write > from) {
                int before = symbols[write - 1];
                decrease(pair(before, left), word);
                grown.add(increase(pair(before, merged), word));
            }
            if (read + 1 < to) {
                int after = symbols[read + 1];
                decrease(pair(right, after), word);
                grown.add(increase(pair(merged, after), word));
            }
            symbols[write++] = merged;
        }
        lengths[word] = write - from;
    }

    private long increase(long pair, int word) {
        Pair entry = pairs.computeIfAbsent(pair, _ -> new Pair());
        entry.count += frequencies[word];
        entry.add(word);
        return pair;
    }

    private void decrease(long pair, int word) {
        Pair entry = pairs.get(pair);
        if (entry != null) { // null for the pair that is being joined, where it overlaps itself
            entry.count -= frequencies[word];
        }
    }

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    static int left(long pair) {
        return (int) (pair >> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }
}
