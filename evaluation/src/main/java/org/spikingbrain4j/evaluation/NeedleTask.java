package org.spikingbrain4j.evaluation;

/** What is hidden in a haystack and asked for, in the style of RULER (arXiv 2404.06654). */
public enum NeedleTask {
    /** One key with one value (S-NIAH). */
    SINGLE(0),
    /** Four keys with a value each, one of them asked for (MK-NIAH). */
    MULTI_KEY(3),
    /** One key with four values, all of them asked for (MV-NIAH). */
    MULTI_VALUE(3);

    private final int others;

    NeedleTask(int others) {
        this.others = others;
    }

    /** Needles besides the one whose depth is measured. */
    int others() {
        return others;
    }
}
