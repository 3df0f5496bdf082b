package org.spikingbrain4j.model;

import java.nio.file.Path;
import java.util.List;

/**
 * All that a model remembers of one sequence: a state per layer, the position, and a hash of the tokens read. It can be
 * copied, written to a file and restored ({@link LanguageModel#readState}); recurrent layers make it impossible to trim.
 * Not safe for use by several threads. Close it to free its memory; a copy is closed on its own.
 */
public final class SequenceState implements AutoCloseable {
    private final ModelFingerprint model;
    private final List<LayerState> layers;
    private long position;
    private TokenHash tokens;
    private boolean broken;

    SequenceState(ModelFingerprint model, List<LayerState> layers) {
        this(model, layers, 0, TokenHash.EMPTY);
    }

    SequenceState(ModelFingerprint model, List<LayerState> layers, long position, TokenHash tokens) {
        this.model = model;
        this.layers = List.copyOf(layers);
        this.position = position;
        this.tokens = tokens;
    }

    /** Tokens read so far; the position of the next one. */
    public long position() {
        return position;
    }

    /** Hex hash of the tokens read so far, equal for equal prefixes however they were cut into passes. */
    public String tokenHash() {
        return tokens.hex();
    }

    /** Fingerprint of the model it belongs to. */
    public String fingerprint() {
        return model.value();
    }

    /** Bytes of memory it occupies: {@link #growingBytes} and a bounded rest. */
    public long bytes() {
        return layers.stream().mapToLong(LayerState::bytes).sum();
    }

    /**
     * What of {@link #bytes} grows with the text: keys and values of full attention, with room for tokens to come. The rest is bounded:
     * matrices of linear attention, keys and values of windows and of sink tokens in them.
     */
    public long growingBytes() {
        return layers.stream().mapToLong(LayerState::growingBytes).sum();
    }

    /** Bytes that every further token adds to the growing part, room apart; 0 where nothing grows. */
    public long bytesPerToken() {
        return layers.stream().mapToLong(LayerState::bytesPerToken).sum();
    }

    /** Whether it can be used: false after a pass over it failed half-way, until it is closed. */
    public boolean intact() {
        return !broken;
    }

    /** An independent copy. */
    public SequenceState copy() {
        requireIntact();
        return new SequenceState(model, layers.stream().map(LayerState::copy).toList(), position, tokens);
    }

    /** {@link #write(Path, StatePrecision)} as it is in memory. */
    public void write(Path file) {
        write(file, StatePrecision.F32);
    }

    /**
     * Writes it as safetensors, to a temporary name that is then renamed: the file is whole or not there. Tensors: {@code
     * layers.N.gla} of linear attention, {@code layers.N.k} and {@code .v} of softmax attention, all three of a layer that has both;
     * metadata: format, who wrote it, fingerprint of the model, tokens read, hash of the tokens, hash of the tensors.
     *
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where it cannot be written
     */
    public void write(Path file, StatePrecision precision) {
        requireIntact();
        SequenceStateFile.write(this, file, precision);
    }

    @Override
    public void close() {
        layers.forEach(LayerState::close);
    }

    ModelFingerprint model() {
        return model;
    }

    List<LayerState> layers() {
        return layers;
    }

    TokenHash tokens() {
        return tokens;
    }

    /** A pass that fails half-way leaves layers at different positions: such a state must not be used again. */
    void beginPass() {
        broken = true;
    }

    void endPass(int[] read) {
        position += read.length;
        tokens = tokens.append(read);
        broken = false;
    }

    void requireIntact() {
        if (broken) {
            throw new IllegalStateException(
                    "a pass over this sequence failed at position %d; start again from a copy".formatted(position));
        }
    }
}
