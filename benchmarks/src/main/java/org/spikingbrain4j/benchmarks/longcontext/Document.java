package org.spikingbrain4j.benchmarks.longcontext;

import java.io.IOException;
import java.nio.file.Files;

/** Writes what is measured for people: plots, and the section of the document. */
final class Document {
    private final Options options;
    private final Results results;
    private final Plan plan;

    Document(Options options, Results results, Plan plan) {
        this.options = options;
        this.results = results;
        this.plan = plan;
    }

    /** @throws ReportException where a file cannot be written */
    void write() {
        try {
            Files.createDirectories(options.images());
            Files.createDirectories(options.document().toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new ReportException("%s: cannot be made: %s".formatted(options.images(), e.getMessage()), e);
        }
        for (ModelShape shape : options.shapes()) {
            Plots plots = new Plots(shape, options.images());
            plots.writePrefill(PrefillComparison.of(shape, options, results));
            plots.writeDecode(DecodeComparison.of(shape, options, results));
        }
        String images = options.document()
                .toAbsolutePath()
                .getParent()
                .relativize(options.images().toAbsolutePath())
                .toString();
        String folder = images.isEmpty() ? "." : images;
        MarkedSection.replace(options.document(), new SectionText(options, results, plan).of(folder));
    }
}
