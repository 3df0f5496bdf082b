package org.spikingbrain4j.inference;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.spikingbrain4j.documents.TextReader;

/** Texts in memory, cut into random pieces. */
final class TextsInPieces implements TextReader {
    private final Iterator<String> texts;
    private final SplittableRandom random;
    private final int longest;
    private final long all;
    private String rest = "";
    private long taken;

    TextsInPieces(List<String> texts, int longest, long seed) {
        this.texts = texts.iterator();
        this.all = texts.stream().mapToLong(String::length).sum();
        this.longest = longest;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public boolean next() {
        boolean more = texts.hasNext();
        rest = more ? texts.next() : "";
        return more;
    }

    @Override
    public String name() {
        return "text in memory";
    }

    @Override
    public String piece() {
        int end = rest.isEmpty() ? 0 : Math.min(rest.length(), 1 + random.nextInt(longest));
        if (end > 0 && end < rest.length() && Character.isHighSurrogate(rest.charAt(end - 1))) {
            end++;
        }
        String piece = rest.substring(0, end);
        rest = rest.substring(end);
        taken += end;
        return piece;
    }

    @Override
    public OptionalDouble share() {
        return OptionalDouble.of(taken / (double) Math.max(1, all));
    }

    @Override
    public void close() {}
}
