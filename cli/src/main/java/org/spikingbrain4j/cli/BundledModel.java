package org.spikingbrain4j.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small model that comes with the program, beside its jar: a checkpoint is mapped, so it cannot lie within one. */
final class BundledModel {
    private static final String FOLDER = "bundled-model";

    private BundledModel() {}

    /** @throws InputException where the program came without it */
    static Path directory() {
        Path directory = program().resolveSibling(FOLDER);
        if (!Files.exists(directory.resolve("config.json"))) {
            throw new InputException(
                    "no model given, and none came with the program; pass --model DIR, a folder with config.json, weights and tokenizer");
        }
        return directory;
    }

    private static Path program() {
        try {
            return Path.of(BundledModel.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program's own place", e);
        }
    }
}
