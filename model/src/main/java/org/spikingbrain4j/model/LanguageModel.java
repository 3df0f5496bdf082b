package org.spikingbrain4j.model;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/**
 * A language model: embedding, blocks, final norm, head. Prefill and decode are the same call with a different number of
 * tokens. Weights are immutable; what a sequence remembers is in its {@link SequenceState}. Safe for use by several threads
 * with different states.
 */
public final class LanguageModel implements AutoCloseable {
    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final Backend backend;
    private final Layers layers;
    private final SinkTokens sinks;
    private final ModelOptions options;
    private final Optional<Spiking> spiking;
    private final Arena rounded;
    private final Optional<ExpertMemory> experts;
    private final ModelFingerprint fingerprint;
    private volatile boolean closed;

    private LanguageModel(
            Checkpoint checkpoint, Backend backend, ModelOptions options, Optional<Spiking> spiking, Arena rounded) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.backend = backend;
        this.options = options;
        this.spiking = spiking;
        this.rounded = rounded;
        this.experts = BoundedExperts.memory(checkpoint, backend, options, spiking);
        this.layers = loadLayers();
        this.sinks = new SinkTokens(layers, backend.unobserved());
        this.fingerprint = new ModelFingerprint(this::computeFingerprint);
    }

    private Layers loadLayers() {
        WeightLoader weights = new WeightLoader(checkpoint, backend, rounded);
        try {
            Layers loaded = layers(new LayerLoader(weights, config, spiking), options, experts);
            experts.ifPresent(BoundedExperts::requireRoom);
            return loaded;
        } catch (RuntimeException | Error e) {
            experts.ifPresent(ExpertMemory::close);
            throw e;
        }
    }

    private String computeFingerprint() {
        String weights = checkpoint.fingerprint();
        experts.ifPresent(ExpertMemory::letGoOfIdle);
        return weights
                + (options.windowPlusOne() ? "+w1" : "")
                + spiking.map(found -> "+" + found.fingerprint()).orElse("");
    }

    /**
     * Composes the model that {@code config.json} and the tensors describe.
     *
     * @param checkpoint owned by the model from now on, and closed where loading fails: its weights stay mapped until
     *     {@link #close}
     * @param backend stays the caller's
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where a tensor is missing, unknown or of another shape, or
     *     scales are unsound
     * @throws InvalidInputException where the options ask for spikes that this checkpoint cannot have, or for bounds of experts that cannot be
     *     held
     */
    @SuppressWarnings("MustBeClosedChecker")
    public static LanguageModel load(Checkpoint checkpoint, Backend backend, ModelOptions options) {
        Arena rounded = Arena.ofShared();
        try {
            return new LanguageModel(checkpoint, backend, options, Spiking.of(checkpoint, options.spiking()), rounded);
        } catch (RuntimeException | Error e) {
            rounded.close();
            checkpoint.close();
            throw e;
        }
    }

    static Layers layers(LayerLoader parts, ModelOptions options, Optional<ExpertMemory> experts) {
        return switch (parts.config()) {
            case GlaSwaConfig config -> GlaSwaLayout.load(parts, config, options);
            case GlaSwaMoeConfig config -> GlaSwaMoeLayout.load(parts, config, options, experts);
            case TransformerConfig config -> TransformerLayout.load(parts, config);
        };
    }

    public ModelConfig config() {
        return config;
    }

    /** Tokens of a text that it reads at once, see {@link ModelOptions#chunkTokens}. */
    public int chunkTokens() {
        return options.chunkTokens();
    }

    /** How it spikes; empty where it does not. */
    public Optional<Spiking> spiking() {
        return spiking;
    }

    /** How its experts get along with their memory; empty where that has no bounds. */
    public Optional<ExpertMemoryStatus> expertMemory() {
        return experts.map(ExpertMemory::status);
    }

    /** Identifies weights, window rule and spikes: states of other models are refused. */
    public String fingerprint() {
        return fingerprint.value();
    }

    /**
     * The state of a sequence of which nothing was read. The first call reads the model's sink tokens, where it has some: a pass through all
     * layers.
     *
     * @throws org.spikingbrain4j.operators.ActivationException where activations of sink tokens cannot become spikes or choose experts
     */
    public SequenceState newState() {
        requireOpen();
        return new SequenceState(fingerprint, sinks.newStates());
    }

    /** Whether a state belongs to this model, by its {@link #fingerprint}. */
    public boolean accepts(SequenceState state) {
        return fingerprint.matches(state.model());
    }

    /**
     * Restores a state that {@link SequenceState#write} wrote.
     *
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where the file is no state, is damaged, or belongs to
     *     another model
     */
    public SequenceState readState(Path file) {
        requireOpen();
        List<LayerState> states = layers.newStates(backend); // sink tokens are in the file, too
        try {
            return SequenceStateFile.read(file, fingerprint, states);
        } catch (RuntimeException | Error e) {
            states.forEach(LayerState::close);
            throw e;
        }
    }

    /** {@link #forward(int[], SequenceState, LogitsWanted, PrefillListener)} without a listener. */
    public Logits forward(int[] tokens, SequenceState state, LogitsWanted wanted) {
        return forward(tokens, state, wanted, PrefillListener.NONE);
    }

    /**
     * Reads the next tokens of a sequence, in passes of at most {@link ModelOptions#chunkTokens}.
     *
     * @param tokens at least one
     * @return logits [wanted rows, vocabulary]
     * @throws InvalidInputException where there is no token or one outside the vocabulary
     * @throws ContextOverflowException where a full-attention model would exceed its trained positions
     * @throws InsufficientMemoryException where activations, caches or logits do not fit
     * @throws org.spikingbrain4j.operators.ActivationException where activations cannot become spikes or choose experts; it names layer and
     *     token
     */
    public Logits forward(int[] tokens, SequenceState state, LogitsWanted wanted, PrefillListener listener) {
        requireValid(tokens, state);
        ChunkedLogits logits = new ChunkedLogits(wanted.rows(tokens.length), config.vocabularySize());
        for (int start = 0; start < tokens.length; start += options.chunkTokens()) {
            int end = (int) Math.min(tokens.length, start + (long) options.chunkTokens());
            boolean wantsNone = wanted == LogitsWanted.LAST && end < tokens.length;
            Segment chunk =
                    new Segment(Arrays.copyOfRange(tokens, start, end), state, wantsNone ? LogitsWanted.NONE : wanted);
            logits.add(new ForwardPass(layers, List.of(chunk)).run(backend));
            listener.chunkRead(end, tokens.length);
        }
        return logits.logits();
    }

    /**
     * Reads the next tokens of a sequence in one pass, for what the model makes of them rather than for what it expects next.
     *
     * @param tokens at least one; scratch memory is proportional to them
     * @return what the head would see, [tokens, hiddenSize]
     * @throws InvalidInputException where there is no token or one outside the vocabulary
     * @throws ContextOverflowException where a full-attention model would exceed its trained positions
     */
    public float[] finalHidden(int[] tokens, SequenceState state) {
        requireValid(tokens, state);
        return new ForwardPass(layers, List.of(new Segment(tokens, state, LogitsWanted.ALL))).finalHidden(backend);
    }

    /**
     * One pass over several sequences at once, for example a decode step of many sessions. Scratch memory is proportional to
     * all their tokens.
     *
     * @param segments at least one, with distinct states
     * @return logits per segment, in the same order
     * @throws InvalidInputException as for one sequence, and where there is no segment or two share a state
     * @throws ContextOverflowException where a full-attention model would exceed its trained positions
     */
    public List<Logits> forward(List<Segment> segments) {
        if (segments.isEmpty()) {
            throw new InvalidInputException("no segments: a pass needs at least one sequence");
        }
        segments.forEach(segment -> requireValid(segment.tokens(), segment.state()));
        if (segments.stream().map(Segment::state).distinct().count() < segments.size()) {
            throw new InvalidInputException("two segments of one pass share a state; give each sequence its own");
        }
        float[] values = new ForwardPass(layers, segments).run(backend);
        int vocabulary = config.vocabularySize();
        List<Logits> logits = new ArrayList<>();
        int start = 0;
        for (Segment segment : segments) {
            int rows = segment.wanted().rows(segment.tokens().length);
            int end = start + rows * vocabulary;
            logits.add(new Logits(rows, vocabulary, Arrays.copyOfRange(values, start, end)));
            start = end;
        }
        return List.copyOf(logits);
    }

    /**
     * Says early what {@link #forward(int[], SequenceState, LogitsWanted)} would refuse: for who reads a text piece by piece.
     *
     * @throws InvalidInputException where there is no token or one outside the vocabulary, or the state is another model's
     * @throws ContextOverflowException where a full-attention model would exceed its trained positions
     */
    public void requireValid(int[] tokens, SequenceState state) {
        requireOpen();
        state.requireIntact();
        if (!accepts(state)) {
            throw new InvalidInputException(
                    "the state belongs to another model, or to one that spikes otherwise; make it with this model's newState");
        }
        if (tokens.length == 0) {
            throw new InvalidInputException("no tokens: the model needs at least one, for example the BOS token");
        }
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0 || tokens[i] >= config.vocabularySize()) {
                throw new InvalidInputException("token %d at index %d: expected 0 to %d, the vocabulary of the model"
                        .formatted(tokens[i], i, config.vocabularySize() - 1));
            }
        }
        if (!config.fits(state.position() + tokens.length)) {
            throw new ContextOverflowException(
                    "%d tokens: the model was trained for %d (max_position_embeddings); shorten the prompt or ask for fewer tokens"
                            .formatted(state.position() + tokens.length, config.maxPositions()));
        }
    }

    /** Unmaps the weights; passes must have ended before. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        sinks.close();
        experts.ifPresent(ExpertMemory::close);
        checkpoint.close();
        if (rounded.scope().isAlive()) {
            rounded.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
    }
}
