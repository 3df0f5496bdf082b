package org.spikingbrain4j.cpu;

/** Offers an {@link IntegerGemm}; found by {@link java.util.ServiceLoader}. Looking at it loads nothing. */
public interface IntegerGemmProvider {
    /** What the user asks for, for example {@code onednn}. */
    String name();

    /**
     * Loads it and sees that it is exact on this machine. Takes time: open it once.
     *
     * @throws IntegerGemmUnavailableException with the reason in one line
     */
    IntegerGemm open();
}
