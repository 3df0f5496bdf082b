package org.spikingbrain4j.benchmarks.longcontext;

/** Something to do where the program ends, by Ctrl-C or otherwise, before this is closed. */
final class AtShutdown implements AutoCloseable {
    private final Thread hook;

    AtShutdown(Runnable action) {
        this.hook = new Thread(action);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending: the hook runs.
        }
    }
}
