package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * The process that measures one point and ends: memory and compiled code are those of this point alone, and a native library that
 * crashes takes nothing along. Prints {@link #PROGRESS} and {@link #RESULT} lines.
 */
final class Worker {
    static final String PROGRESS = "progress ";
    static final String RESULT = "result ";
    static final String FAILURE = "failure ";

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final long BETWEEN_NANOS = 500_000_000;

    private Worker() {}

    /**
     * What a worker is asked for.
     *
     * @param directory of the checkpoint, or the GGUF file
     * @param readable whether a context before decoding is read by our engines
     * @param decodeTokens timed tokens
     */
    record Order(Task task, String directory, boolean readable, int decodeTokens) {
        String json() throws IOException {
            return JSON.writeValueAsString(this);
        }
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Order order = JSON.readValue(arguments[0], Order.class);
        try {
            Measurement measured = measure(order, progress(out));
            out.println(RESULT + JSON.writeValueAsString(measured));
        } catch (SpikingBrainException e) {
            out.println(FAILURE + e.getMessage());
        } catch (OutOfMemoryError e) {
            out.println(FAILURE + "the Java heap of %d MiB is too small".formatted(ProcessMemory.heap() >> 20));
        }
        System.exit(0); // threads of a native library may still run
    }

    private static Measurement measure(Order order, LongConsumer progress) {
        Path path = Path.of(order.directory());
        if (order.task().engine() == Engine.LLAMA_CPP) {
            return new LlamaEngine(order.task(), path, progress).decode(order.decodeTokens());
        }
        try (OurEngine engine = new OurEngine(order.task(), path, progress)) {
            return switch (order.task().kind()) {
                case PREFILL -> engine.prefill();
                case DECODE -> engine.decode(order.readable(), order.decodeTokens());
            };
        }
    }

    private static LongConsumer progress(PrintStream out) {
        long[] next = {System.nanoTime()};
        return done -> {
            if (System.nanoTime() >= next[0]) {
                out.println(PROGRESS + done);
                next[0] = System.nanoTime() + BETWEEN_NANOS;
            }
        };
    }
}
