package org.spikingbrain4j.inference;

import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where within a prompt a snapshot is worth its copy. A state of a SpikingBrain-7B takes 200 MB and as long to copy as some tokens to
 * read, so not every message gets one:
 *
 * <ul>
 *   <li>the end of the first message: many conversations share a system message;
 *   <li>the end of the message before the last: a question that is asked otherwise goes on from there;
 *   <li>every N tokens, so that texts which part anywhere share what is before: N is doubled until at most {@value #MOST} lie in what is
 *       to be read, so that at most about an eighth of it is read again.
 * </ul>
 *
 * A message that ends shortly before the prompt does has its snapshot too: the one at the prompt's end contains the question, and another
 * question goes on from here. Older messages have the states that answered them. The end of the prompt is not among the borders: it is always kept.
 *
 * @param messageEnds tokens that end a message
 */
record PromptBorders(Set<Integer> messageEnds, int everyTokens) {
    static final int MOST = 8;

    /** Fewer tokens than this are read again rather than kept apart. */
    static final int LEAST_GAIN = 16;

    /**
     * The borders behind the tokens that are known.
     *
     * @return counts of tokens, ascending
     */
    NavigableSet<Integer> within(int[] prompt, int known) {
        TreeSet<Integer> worth = new TreeSet<>();
        int last = known;
        for (int end : messageBorders(prompt)) {
            if (end - last >= LEAST_GAIN && end < prompt.length) {
                worth.add(end);
                last = end;
            }
        }
        long step = step(prompt.length - known);
        for (long border = (known / step + 1) * step; border <= prompt.length - LEAST_GAIN; border += step) {
            if (border - known >= LEAST_GAIN && isApart((int) border, worth)) {
                worth.add((int) border);
            }
        }
        return worth;
    }

    /** A message may end where one of every N tokens does, but nobody asks again from a few tokens before its end. */
    private static boolean isApart(int border, TreeSet<Integer> others) {
        return others.subSet(border - LEAST_GAIN, false, border + LEAST_GAIN, false)
                .isEmpty();
    }

    private NavigableSet<Integer> messageBorders(int[] prompt) {
        TreeSet<Integer> ends = new TreeSet<>();
        for (int i = 0; i < prompt.length; i++) {
            if (messageEnds.contains(prompt[i])) {
                ends.add(i + 1);
            }
        }
        if (ends.size() > 2) {
            int first = ends.first();
            int beforeLast = ends.lower(ends.last());
            ends.removeIf(end -> end != first && end != beforeLast);
        }
        return ends;
    }

    private long step(int tokens) {
        long step = everyTokens;
        while (tokens / step > MOST) {
            step *= 2;
        }
        return step;
    }
}
