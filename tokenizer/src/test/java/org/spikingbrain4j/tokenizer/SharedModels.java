package org.spikingbrain4j.tokenizer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real models beside the project; tests on them are skipped where they are absent. */
final class SharedModels {
    private SharedModels() {}

    static Path directory(String model) {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("shared/models").resolve(model))) {
            root = root.getParent();
        }
        assumeTrue(root != null, "skipped: no shared/models/" + model + " beside the project");
        return root.resolve("shared/models").resolve(model);
    }
}
