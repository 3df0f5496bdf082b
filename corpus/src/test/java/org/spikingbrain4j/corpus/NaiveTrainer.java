package org.spikingbrain4j.corpus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Byte-level BPE as one would explain it: counts everything again for each merge. */
final class NaiveTrainer {
    private final Map<List<String>, Long> words = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();

    /**
     * @param words as lists of pieces of one byte
     * @param alphabet the pieces of one byte in the order of their ids
     */
    NaiveTrainer(Map<List<String>, Long> words, List<String> alphabet) {
        this.words.putAll(words);
        order.addAll(alphabet);
    }

    List<String> train(int size) {
        while (order.size() < size) {
            Map<List<String>, Long> counts = new HashMap<>();
            words.forEach((word, count) -> {
                for (int i = 1; i < word.size(); i++) {
                    counts.merge(word.subList(i - 1, i + 1), count, Long::sum);
                }
            });
            Comparator<List<String>> rank = Comparator.<List<String>>comparingLong(pair -> -counts.get(pair))
                    .thenComparingInt(pair -> order.indexOf(pair.getFirst()))
                    .thenComparingInt(pair -> order.indexOf(pair.getLast()));
            List<String> best = counts.keySet().stream().min(rank).orElse(List.of());
            if (best.isEmpty() || counts.get(best) < 2) {
                break;
            }
            apply(List.copyOf(best));
        }
        return List.copyOf(merges);
    }

    List<String> pieces() {
        return List.copyOf(order);
    }

    long tokens() {
        return words.entrySet().stream()
                .mapToLong(word -> word.getKey().size() * word.getValue())
                .sum();
    }

    private void apply(List<String> pair) {
        String merge = String.join(" ", pair);
        if (!merges.contains(merge)) {
            merges.add(merge);
        }
        String piece = String.join("", pair);
        if (!new TreeSet<>(order).contains(piece)) {
            order.add(piece);
        }
        Map<List<String>, Long> merged = new HashMap<>();
        words.forEach((word, count) -> merged.merge(joined(word, pair), count, Long::sum));
        words.clear();
        words.putAll(merged);
    }

    private static List<String> joined(List<String> word, List<String> pair) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < word.size(); i++) {
            if (i + 1 < word.size() && word.subList(i, i + 2).equals(pair)) {
                result.add(String.join("", pair));
                i++;
            } else {
                result.add(word.get(i));
            }
        }
        return result;
    }
}
