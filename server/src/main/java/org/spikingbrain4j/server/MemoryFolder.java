package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.StatePrecision;
import org.spikingbrain4j.model.StateSummary;

/**
 * Memories on disk: {@code ID.state}, as the command {@code read} writes it, and beside it {@code ID.json} with what else is known. A state
 * file that somebody put there is a memory too. Uploads under way are hidden files.
 */
final class MemoryFolder {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final String STATE = ".state";
    private static final String FACTS = ".json";
    private static final String UPLOAD = ".upload-";
    private static final int NESTING = 4;

    private final Path folder;
    private final LanguageModel model;
    private final Json json = new Json(NESTING);

    private MemoryFolder(Path folder, LanguageModel model) {
        this.folder = folder;
        this.model = model;
    }

    /**
     * Makes the folder where it is missing, and clears it of uploads that were not finished.
     *
     * @throws InvalidInputException where it cannot be used
     */
    static MemoryFolder open(Path folder, LanguageModel model) {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, UPLOAD + "*")) {
                for (Path leftover : leftovers) {
                    Files.delete(leftover);
                }
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: expected a folder for memories that can be written (%s)".formatted(folder, e));
        }
        if (!Files.isWritable(folder)) {
            throw new InvalidInputException("%s: expected a folder for memories that can be written".formatted(folder));
        }
        return new MemoryFolder(folder, model);
    }

    /** A file for the document of a memory that is being made. */
    Path upload(String id, String ending) {
        return folder.resolve(UPLOAD + id + ending);
    }

    /** All memories, oldest first. */
    List<MemoryFacts> list() {
        List<MemoryFacts> all = new ArrayList<>();
        try (DirectoryStream<Path> states = Files.newDirectoryStream(folder, "*" + STATE)) {
            for (Path state : states) {
                String name = state.getFileName().toString();
                find(name.substring(0, name.length() - STATE.length())).ifPresent(all::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memories cannot be listed", e);
        }
        all.sort(Comparator.comparingLong(MemoryFacts::created).thenComparing(MemoryFacts::id));
        return all;
    }

    /** Nothing for what is no id, whatever files there are. */
    Optional<MemoryFacts> find(String id) {
        if (!ID.matcher(id).matches() || !Files.isRegularFile(state(id))) {
            return Optional.empty();
        }
        try {
            return Optional.of(facts(id));
        } catch (IOException e) {
            return Optional.empty(); // it was deleted meanwhile
        }
    }

    /**
     * @throws CheckpointException where the file is damaged or another model's
     */
    SequenceState load(String id) {
        return model.readState(state(id));
    }

    /**
     * Keeps a state as a memory.
     *
     * @throws ApiException where it cannot be kept
     */
    MemoryFacts keep(
            String id, String name, int documents, boolean complete, SequenceState state, StatePrecision precision) {
        ObjectNode facts = Json.object()
                .put("name", name)
                .put("created", Instant.now().getEpochSecond())
                .put("documents", documents)
                .put("complete", complete);
        try {
            Path written = Files.write(upload(id, FACTS), Json.bytes(facts));
            Files.move(written, folder.resolve(id + FACTS), StandardCopyOption.ATOMIC_MOVE);
            state.write(state(id), precision);
            return facts(id);
        } catch (IOException e) {
            throw KeptOutput.cannotKeep(e);
        } catch (CheckpointException e) {
            throw e.getCause() instanceof IOException failure ? KeptOutput.cannotKeep(failure) : e;
        }
    }

    /** Whether there was one. */
    boolean delete(String id) {
        if (find(id).isEmpty()) {
            return false;
        }
        try {
            boolean there = Files.deleteIfExists(state(id));
            Files.deleteIfExists(folder.resolve(id + FACTS));
            return there;
        } catch (IOException e) {
            throw new UncheckedIOException("a memory cannot be deleted", e);
        }
    }

    private Path state(String id) {
        return folder.resolve(id + STATE);
    }

    private MemoryFacts facts(String id) throws IOException {
        Path state = state(id);
        ObjectNode known = known(id);
        Optional<StateSummary> summary = Optional.empty();
        Optional<String> unusable = Optional.empty();
        try {
            summary = Optional.of(StateSummary.read(state));
            unusable = unusable(summary.get());
        } catch (CheckpointException e) {
            unusable = Optional.of("the file is damaged, or no state of this version");
        }
        return new MemoryFacts(
                id,
                known.path("name").asText(id),
                known.path("created")
                        .asLong(Files.getLastModifiedTime(state).toInstant().getEpochSecond()),
                known.path("documents").asInt(1),
                known.path("complete").asBoolean(true),
                summary.map(StateSummary::position).orElse(0L),
                Files.size(state),
                summary.map(StateSummary::tokenHash).orElse(""),
                unusable);
    }

    private Optional<String> unusable(StateSummary summary) {
        if (summary.fingerprint().equals(model.fingerprint())) {
            return Optional.empty();
        }
        return Optional.of(
                summary.sameWeights(model.fingerprint())
                        ? "it was read by this model run otherwise, with another --spiking, --k, --mlp or --window-plus-one"
                        : "it was read by another model");
    }

    private ObjectNode known(String id) throws IOException {
        Path file = folder.resolve(id + FACTS);
        if (!Files.isRegularFile(file)) {
            return Json.object();
        }
        try {
            return json.read(Files.readAllBytes(file));
        } catch (ApiException e) {
            return Json.object();
        }
    }
}
