package org.spikingbrain4j.benchmarks.longcontext;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The C functions of llama.cpp that we call, in the library file of {@code de.kherud:llama}. Structures are known by the offsets of
 * their fields; {@link LlamaContext} checks the defaults in them before it trusts the offsets.
 */
final class LlamaLibrary {
    /** More than the structures of parameters have: what is handed over beyond their end is not looked at. */
    static final MemoryLayout PARAMETERS = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(32, JAVA_LONG));

    /** {@code llama_batch}: a number and six pointers. */
    static final MemoryLayout BATCH = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(7, JAVA_LONG));

    private static final String NAME = "libjllama.so";

    final MethodHandle modelDefaults;
    final MethodHandle contextDefaults;
    final MethodHandle loadModel;
    final MethodHandle freeModel;
    final MethodHandle newContext;
    final MethodHandle freeContext;
    final MethodHandle batchOf;
    final MethodHandle decode;
    final MethodHandle logits;
    final MethodHandle stateSize;
    final MethodHandle getState;
    final MethodHandle setState;

    private final SymbolLookup symbols;
    private final MethodHandle systemInfo;

    private LlamaLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
        modelDefaults = function("llama_model_default_params", FunctionDescriptor.of(PARAMETERS));
        contextDefaults = function("llama_context_default_params", FunctionDescriptor.of(PARAMETERS));
        loadModel = function("llama_model_load_from_file", FunctionDescriptor.of(ADDRESS, ADDRESS, PARAMETERS));
        freeModel = function("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS));
        newContext = function("llama_init_from_model", FunctionDescriptor.of(ADDRESS, ADDRESS, PARAMETERS));
        freeContext = function("llama_free", FunctionDescriptor.ofVoid(ADDRESS));
        batchOf = function("llama_batch_get_one", FunctionDescriptor.of(BATCH, ADDRESS, JAVA_INT));
        decode = function("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, BATCH));
        logits = function("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        stateSize = function("llama_state_seq_get_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
        getState = function(
                "llama_state_seq_get_data", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
        setState = function(
                "llama_state_seq_set_data", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
        systemInfo = function("llama_print_system_info", FunctionDescriptor.of(ADDRESS));
    }

    /**
     * Loads the library, for as long as the process lives.
     *
     * @throws ReportException where there is none for this system, or it cannot be loaded
     */
    static LlamaLibrary load() {
        String resource = "/de/kherud/llama/%s/%s/%s".formatted(system(), processor(), NAME);
        try (InputStream in = LlamaLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new ReportException("llama.cpp: de.kherud:llama has no library for %s %s"
                        .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
            }
            Path file = Files.createTempFile("llama", ".so");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
            Files.delete(file); // it stays mapped
            LlamaLibrary library = new LlamaLibrary(symbols);
            library.silence();
            return library;
        } catch (IOException | IllegalArgumentException e) {
            throw new ReportException("llama.cpp: the library cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** The processor's features that the library was built for. */
    String systemInfo() {
        try {
            MemorySegment text = (MemorySegment) systemInfo.invokeExact();
            return text.reinterpret(Long.MAX_VALUE).getString(0).strip();
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** What a call that cannot fail in Java threw all the same. */
    static RuntimeException failure(Throwable failure) {
        return failure instanceof RuntimeException known
                ? known
                : new ReportException("llama.cpp: a call failed: " + failure, failure);
    }

    /** It would write hundreds of lines to standard error. */
    private void silence() {
        try {
            MethodHandle nothing = MethodHandles.empty(
                    MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class));
            MemorySegment callback = Linker.nativeLinker()
                    .upcallStub(nothing, FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS), Arena.global());
            function("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS))
                    .invokeExact(callback, MemorySegment.NULL);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private MethodHandle function(String name, FunctionDescriptor descriptor) {
        MemorySegment address = symbols.find(name)
                .orElseThrow(() -> new ReportException("llama.cpp: the library has no function " + name));
        return Linker.nativeLinker().downcallHandle(address, descriptor);
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux") ? "Linux" : "none";
    }

    private static String processor() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> "x86_64";
            case String other -> other;
        };
    }
}
