package org.spikingbrain4j.benchmarks.longcontext;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a run is to measure, and where it writes.
 *
 * @param lengths of prompts
 * @param contexts before decoding
 * @param readTokens longest context before decoding that a Transformer reads; longer ones are filled
 * @param transformerBudget for all prompts that the Transformer of one shape reads
 * @param project root of the sources
 * @param models folder for random models
 * @param results file
 * @param document file with the section of the report
 * @param images folder for the plots
 */
record Options(
        List<ModelShape> shapes,
        WeightKind weights,
        List<Long> lengths,
        List<Long> contexts,
        int decodeTokens,
        long readTokens,
        Duration transformerBudget,
        int threads,
        boolean llama,
        Path project,
        Path models,
        Path results,
        Path document,
        Path images) {
    Options {
        shapes = shapes.stream().distinct().toList();
        lengths = lengths.stream().sorted().distinct().toList();
        contexts = contexts.stream().sorted().distinct().toList();
    }

    Task task(Task.Kind kind, ModelShape shape, Engine engine, long tokens) {
        return new Task(kind, shape.key(), engine, weights, threads, tokens);
    }
}
