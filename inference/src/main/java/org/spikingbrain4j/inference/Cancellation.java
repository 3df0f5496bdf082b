package org.spikingbrain4j.inference;

/** Lets another thread end a generation. It is looked at between the chunks of a prompt and between tokens. */
public final class Cancellation {
    private volatile boolean cancelled;

    /** One that nobody cancels. */
    public static Cancellation none() {
        return new Cancellation();
    }

    /** Asks for the end. Calling it again changes nothing. */
    public void cancel() {
        cancelled = true;
    }

    public boolean cancelled() {
        return cancelled;
    }
}
