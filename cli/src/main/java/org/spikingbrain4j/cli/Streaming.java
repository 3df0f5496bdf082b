package org.spikingbrain4j.cli;

import org.spikingbrain4j.inference.GenerationListener;

/** Shows a generation as it happens: the reading of a long prompt, then the text. */
record Streaming(Console console, Progress progress) implements GenerationListener {
    @Override
    public void onPrefill(int read, int total) {
        progress.show(read, total);
    }

    @Override
    public void onToken(int token) {
        progress.close();
    }

    @Override
    public void onText(String piece) {
        console.print(piece);
    }

    /** The same without text. */
    GenerationListener withoutText() {
        return new GenerationListener() {
            @Override
            public void onPrefill(int read, int total) {
                Streaming.this.onPrefill(read, total);
            }

            @Override
            public void onToken(int token) {
                Streaming.this.onToken(token);
            }
        };
    }
}
