package org.spikingbrain4j.benchmarks.longcontext;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A model and one sequence in llama.cpp. Keys and values are F16, its default. */
final class LlamaContext implements AutoCloseable {
    /** Tokens of a pass. Without flash attention its scratch memory is this times the context times the heads. */
    static final int BATCH = 128;

    private static final int CONTEXT_TOKENS = 0;
    private static final int BATCH_TOKENS = 4;
    private static final int MICRO_BATCH_TOKENS = 8;
    private static final int THREADS = 16;
    private static final int BATCH_THREADS = 20;
    private static final int KEY_TYPE = 88;
    private static final int VALUE_TYPE = 92;
    private static final int FLASH_ATTENTION = 99;
    private static final int F16 = 1;

    private final LlamaLibrary library;
    private final int vocabulary;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment tokens = arena.allocate(JAVA_INT, BATCH);
    private final MemorySegment model;
    private final MemorySegment context;

    /**
     * @param contextTokens room of the key/value cache
     * @param threads for prompts and for decoding
     * @param flash whether attention is computed in one pass over the keys
     * @throws ReportException where llama.cpp refuses the file or has no memory
     */
    LlamaContext(LlamaLibrary library, Path file, int vocabulary, int contextTokens, int threads, boolean flash) {
        this.library = library;
        this.vocabulary = vocabulary;
        try {
            MemorySegment defaults = (MemorySegment) library.modelDefaults.invoke(arena);
            model = (MemorySegment) library.loadModel.invoke(arena.allocateFrom(file.toString()), defaults);
            require(model, "it refuses " + file);
            MemorySegment parameters = (MemorySegment) library.contextDefaults.invoke(arena);
            requireKnown(parameters);
            parameters.set(JAVA_INT, CONTEXT_TOKENS, contextTokens);
            parameters.set(JAVA_INT, BATCH_TOKENS, BATCH);
            parameters.set(JAVA_INT, MICRO_BATCH_TOKENS, BATCH);
            parameters.set(JAVA_INT, THREADS, threads);
            parameters.set(JAVA_INT, BATCH_THREADS, threads);
            parameters.set(JAVA_BYTE, FLASH_ATTENTION, (byte) (flash ? 1 : 0));
            context = (MemorySegment) library.newContext.invoke(model, parameters);
            require(context, "no room for a context of %d tokens".formatted(contextTokens));
        } catch (Throwable e) {
            throw LlamaLibrary.failure(e);
        }
    }

    /** Reads the next tokens, at most {@link #BATCH}; returns the most probable token after the last. */
    int read(int... next) {
        MemorySegment.copy(next, 0, tokens, JAVA_INT, 0, next.length);
        try (Arena call = Arena.ofConfined()) {
            MemorySegment batch = (MemorySegment) library.batchOf.invoke(call, tokens, next.length);
            int failed = (int) library.decode.invoke(context, batch);
            if (failed != 0) {
                throw new ReportException("llama.cpp: llama_decode failed with %d".formatted(failed));
            }
            MemorySegment logits = (MemorySegment) library.logits.invoke(context, -1);
            require(logits, "no logits");
            return argmax(logits.reinterpret((long) vocabulary * Float.BYTES));
        } catch (Throwable e) {
            throw LlamaLibrary.failure(e);
        }
    }

    /** The state of the sequence, in the arena. */
    MemorySegment state(Arena in) {
        try {
            long size = (long) library.stateSize.invoke(context, 0);
            MemorySegment state = in.allocate(size, Long.BYTES);
            long written = (long) library.getState.invoke(context, state, size, 0);
            return state.asSlice(0, written);
        } catch (Throwable e) {
            throw LlamaLibrary.failure(e);
        }
    }

    /**
     * Replaces the state of the sequence.
     *
     * @throws ReportException where llama.cpp refuses it
     */
    void restore(MemorySegment state) {
        try {
            long read = (long) library.setState.invoke(context, state, state.byteSize(), 0);
            if (read != state.byteSize()) {
                throw new ReportException(
                        "llama.cpp: of a state of %d bytes it read %d".formatted(state.byteSize(), read));
            }
        } catch (Throwable e) {
            throw LlamaLibrary.failure(e);
        }
    }

    @Override
    public void close() {
        try {
            library.freeContext.invoke(context);
            library.freeModel.invoke(model);
        } catch (Throwable e) {
            throw LlamaLibrary.failure(e);
        } finally {
            arena.close();
        }
    }

    private int argmax(MemorySegment logits) {
        int best = 0;
        for (int i = 1; i < vocabulary; i++) {
            if (logits.getAtIndex(JAVA_FLOAT, i) > logits.getAtIndex(JAVA_FLOAT, best)) {
                best = i;
            }
        }
        return best;
    }

    private static void requireKnown(MemorySegment parameters) {
        boolean known = parameters.get(JAVA_INT, CONTEXT_TOKENS) == 512
                && parameters.get(JAVA_INT, BATCH_TOKENS) == 2048
                && parameters.get(JAVA_INT, MICRO_BATCH_TOKENS) == 512
                && parameters.get(JAVA_INT, THREADS) > 0
                && parameters.get(JAVA_INT, KEY_TYPE) == F16
                && parameters.get(JAVA_INT, VALUE_TYPE) == F16
                && parameters.get(JAVA_BYTE, FLASH_ATTENTION - 1) == 1 // offload_kqv
                && parameters.get(JAVA_BYTE, FLASH_ATTENTION) == 0;
        if (!known) {
            throw new ReportException(
                    "llama.cpp: llama_context_params is laid out otherwise than in de.kherud:llama 4.2.0; use that version");
        }
    }

    private static void require(MemorySegment pointer, String problem) {
        if (pointer.equals(MemorySegment.NULL)) {
            throw new ReportException("llama.cpp: " + problem);
        }
    }
}
