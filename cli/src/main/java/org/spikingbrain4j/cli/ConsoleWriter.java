package org.spikingbrain4j.cli;

import java.io.Writer;

/** Standard output as a writer; closing it does nothing. */
final class ConsoleWriter extends Writer {
    private final Console console;

    ConsoleWriter(Console console) {
        this.console = console;
    }

    @Override
    public void write(char[] characters, int start, int length) {
        console.print(new String(characters, start, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
