package org.spikingbrain4j.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder that is written under a temporary name beside its target and renamed at the end: others see the whole folder or none.
 * Closed without being finished, it is removed.
 */
public final class OutputFolder implements AutoCloseable {
    /** What a model has beside weights and config: what tokenizers and generation read. */
    private static final List<String> COMPANIONS = List.of(
            "generation_config.json",
            "tokenizer.json",
            "tokenizer.model",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "chat_template.json");

    private final Path target;
    private final Path temporary;

    private OutputFolder(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * For a model that is made of another one.
     *
     * @param model folder of the other one
     * @param replace whether a model in the target's place is replaced
     * @throws CheckpointException where the target is the model itself or holds it, exists, or cannot be made
     */
    public static OutputFolder forModel(Path model, Path target, boolean replace) {
        requireApart(target, model);
        return create(target, replace, "config.json");
    }

    /**
     * Keeps from writing over what is read.
     *
     * @param read file or folder; one that does not exist is no obstacle
     * @throws CheckpointException where the target is what is read or holds it
     */
    public static void requireApart(Path target, Path read) {
        try {
            if (Files.exists(target) && Files.exists(read) && read.toRealPath().startsWith(target.toRealPath())) {
                throw new CheckpointException(
                        "%s: is or holds %s, which is read; name another folder for what is written"
                                .formatted(target, read));
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /**
     * @param replace whether a folder of the same kind in the target's place is replaced
     * @param mark file that every folder of that kind has: forcing must not remove anything else
     * @throws CheckpointException where the target exists, is of another kind, or cannot be made
     */
    public static OutputFolder create(Path target, boolean replace, String mark) {
        Path absolute = target.toAbsolutePath().normalize();
        if (absolute.getFileName() == null) {
            throw new CheckpointException("%s: expected a folder to write".formatted(target));
        }
        try {
            if (Files.exists(absolute)) {
                requireReplaceable(absolute, replace, mark);
            }
            Files.createDirectories(absolute.getParent());
            Path temporary = absolute.resolveSibling(".%s.%s.tmp".formatted(absolute.getFileName(), UUID.randomUUID()));
            return new OutputFolder(absolute, Files.createDirectory(temporary));
        } catch (IOException e) {
            throw failure(absolute, e);
        }
    }

    private static void requireReplaceable(Path target, boolean replace, String mark) {
        if (!replace) {
            throw new CheckpointException(
                    "%s: exists already; name another folder, or replace it with --force".formatted(target));
        }
        if (!Files.exists(target.resolve(mark))) {
            throw new CheckpointException("%s: has no %s, so it is something else and not replaced; name another folder"
                    .formatted(target, mark));
        }
    }

    /** Where its files are written meanwhile. */
    public Path path() {
        return temporary;
    }

    /** Copies tokenizer, chat template and generation config. */
    public void copyCompanions(Path model) {
        for (String name : COMPANIONS) {
            Path file = model.resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    // Not the file's permissions: a read-only model makes no read-only copies.
                    Files.write(temporary.resolve(name), Files.readAllBytes(file));
                } catch (IOException e) {
                    throw failure(file, e);
                }
            }
        }
    }

    /**
     * Gives it its name, in the place of what is there.
     *
     * @return where what was there is that could not be removed
     * @throws CheckpointException where it cannot have the name; what was there is then in its place again
     */
    public Optional<Path> finish() {
        try {
            if (!Files.exists(target)) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                return Optional.empty();
            }
            Path old = temporary.resolveSibling(temporary.getFileName() + ".old");
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            moveInPlaceOf(old);
            return removed(old) ? Optional.empty() : Optional.of(old);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private void moveInPlaceOf(Path old) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException again) {
                e.addSuppressed(again);
                throw new CheckpointException(
                        "%s: cannot be written, and what was there cannot be moved back: it is in %s"
                                .formatted(target, old),
                        e);
            }
            throw e;
        }
    }

    /** The new model is whole by now: that the old one stays is no failure of it. */
    private static boolean removed(Path old) {
        try {
            remove(old);
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (Files.exists(temporary)) {
                remove(temporary);
            }
        } catch (IOException e) {
            throw failure(temporary, e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static CheckpointException failure(Path path, IOException e) {
        return new CheckpointException(
                "%s: cannot be written: %s; check that the folder above may be written and has space"
                        .formatted(path, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                e);
    }
}
