package org.spikingbrain4j.cli;

import org.spikingbrain4j.conversion.ConversionListener;

/** Shows the works of a conversion, one after the other, each with its own rate; Ctrl-C ends them. */
final class ConversionProgress implements ConversionListener, AutoCloseable {
    private final Console console;
    private final Interrupt interrupt;
    private String work = "measuring";
    private Progress progress;

    ConversionProgress(Console console, Interrupt interrupt) {
        this.console = console;
        this.interrupt = interrupt;
        this.progress = new Progress(console, work, "layers");
    }

    @Override
    public void layersMeasured(int done, int total) {
        show("measuring", "layers", done, total);
    }

    @Override
    public void tensorsWritten(int done, int total) {
        show("writing", "tensors", done, total);
    }

    @Override
    public void layersCompared(int done, int total) {
        show("comparing", "layers", done, total);
    }

    private void show(String now, String unit, int done, int total) {
        interrupt.check();
        if (!work.equals(now)) {
            progress.close();
            work = now;
            progress = new Progress(console, now, unit);
        }
        progress.show(done, total);
    }

    @Override
    public void close() {
        progress.close();
    }
}
