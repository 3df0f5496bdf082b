package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.spikingbrain4j.inference.DocumentTokens;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.StatePrecision;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Shows a reading as it goes on, and keeps its state: from time to time, when it is stopped, and at its end. */
final class Reading implements AutoCloseable {
    static final Duration BETWEEN_COPIES = Duration.ofMinutes(10);

    private final Console console;
    private final ReadingFiles files;
    private final SequenceState state;
    private final DocumentTokens tokens;
    private final Duration betweenCopies;
    private final Progress progress;
    private final long start = System.nanoTime();
    private final long startPosition;
    private long lastCopy = start;

    /**
     * @param state the caller's
     * @param tokens that it reads
     */
    Reading(Console console, ReadingFiles files, SequenceState state, DocumentTokens tokens, Duration betweenCopies) {
        this.console = console;
        this.files = files;
        this.state = state;
        this.tokens = tokens;
        this.betweenCopies = betweenCopies;
        this.progress = new Progress(console, "reading", "tokens");
        this.startPosition = state.position();
    }

    void advanced(long position) {
        progress.showLeft(position - startPosition, tokens.left());
        if (System.nanoTime() - lastCopy >= betweenCopies.toNanos()) {
            copy();
        }
    }

    /** A disk that is full now may have room later: no reason to give up. */
    private void copy() {
        lastCopy = System.nanoTime();
        try {
            state.write(files.unfinished());
        } catch (SpikingBrainException e) {
            console.note("%s; the reading goes on, and is kept again in %s"
                    .formatted(e.getMessage(), Quantity.time(betweenCopies)));
        }
    }

    /** Keeps what was read, exactly as it is. */
    void stopped() {
        progress.close();
        if (state.position() > startPosition) {
            state.write(files.unfinished());
        }
        if (Files.exists(files.unfinished())) {
            console.note("stopped after %s, kept in %s; go on with the same command and --resume"
                    .formatted(Quantity.plural(state.position(), "token"), files.unfinished()));
        }
    }

    /** The same after a failure, which is not to be hidden by another one. */
    void failed(RuntimeException failure) {
        if (!state.intact()) {
            return; // half of a pass is in it: an earlier copy is better
        }
        try {
            stopped();
        } catch (SpikingBrainException e) {
            failure.addSuppressed(e);
            console.note("what was read is not kept: " + e.getMessage());
        }
    }

    /** Keeps all that was read. */
    void keep(StatePrecision precision) {
        state.write(files.state(), precision);
    }

    void finished(boolean asJson) {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        files.forgetUnfinished();
        console.print(asJson ? json(time) : text(time));
    }

    private String text(Duration time) {
        long read = state.position() - startPosition;
        return "%s: %s, %s in %s (%s/s); the state holds %s in %s%s%n"
                .formatted(
                        files.state(),
                        Quantity.plural(tokens.documents(), "document"),
                        Quantity.plural(read, "token"),
                        Quantity.time(time),
                        Quantity.number(Quantity.perSecond(read, time)),
                        Quantity.plural(state.position(), "token"),
                        Quantity.bytes(fileBytes()),
                        growth());
    }

    private String growth() {
        return state.bytesPerToken() == 0
                ? ""
                : "; in memory it grows by %s a token".formatted(Quantity.bytes(state.bytesPerToken()));
    }

    private String json(Duration time) {
        Json writer = new Json();
        ObjectNode node = writer.object();
        node.put("state", files.state().toString());
        node.put("documents", tokens.documents());
        node.put("tokens", state.position() - startPosition);
        node.put("position", state.position());
        node.put("token_hash", state.tokenHash());
        node.put("seconds", time.toNanos() / 1e9);
        node.put("bytes", fileBytes());
        node.put("state_bytes_per_token", state.bytesPerToken());
        return writer.text(node);
    }

    private long fileBytes() {
        try {
            return Files.size(files.state());
        } catch (IOException e) {
            throw new InputException(Failure.reason(e), e);
        }
    }

    @Override
    public void close() {
        progress.close();
    }
}
