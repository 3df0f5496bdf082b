package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.spikingbrain4j.training.FineTuner;
import org.spikingbrain4j.training.FineTuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model on conversations. */
@Command(
        name = "finetune",
        description = {
            "Trains a model on conversations, written with its own chat template; only the assistant's words are learned.",
            "A line of the data is {\"messages\": [{\"role\": \"user\", \"content\": \"…\"}, …]}, as OpenAI and Hugging Face tools"
                    + " write it. What is longer than a sequence is cut at its end.",
            "Ctrl-C stops with a checkpoint; the same command with --resume goes on, bit by bit as if nothing had happened.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain finetune --model my-model --data chats.jsonl --out tuned",
            "  ./spikingbrain finetune --model my-model --data chats.jsonl --out tuned --resume",
            "  ./spikingbrain finetune --model my-model --data chats.jsonl --valid other-chats.jsonl \\",
            "      --out tuned-spiking --k 3 --epochs 1",
            "  ./spikingbrain chat --model tuned/model",
        })
final class FinetuneCommand implements Callable<Integer> {
    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "DIR",
            description = "The model's folder: float weights, tokenizer and chat template.")
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Conversations, a line of JSON each (.jsonl, .jsonl.gz).")
    private Path data;

    @Option(
            names = "--valid",
            paramLabel = "FILE",
            description = "Conversations to measure on about once a pass over the data. Default: none.")
    private Path valid;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "3", description = "Passes over the data. Default: 3.")
    private int epochs;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "1e-4",
            description = "The largest; small models bear more, large ones less. Default: 1e-4.")
    private double learningRate;

    @Option(
            names = "--sequence-length",
            paramLabel = "N",
            description = "Most tokens of a conversation. Default: 512, or as many as the model has positions.")
    private Integer sequenceLength;

    @Option(
            names = "--sequences",
            paramLabel = "N",
            defaultValue = "8",
            description = "Conversations of a step. Default: 8.")
    private int sequences;

    @Option(
            names = "--k",
            paramLabel = "X",
            description = "Train for spikes: so many of a channel on average. Default: none, dense.")
    private Double k;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the data's order. Default: 1.")
    private long seed;

    @Mixin
    private TrainingFlags flags;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        flags.requireSound();
        FineTuning options = options();
        Console console = output.console();
        try (Progress reading = new Progress(console, "reading", "bytes")) {
            return flags.run(
                    console,
                    (out, threads, display, interrupt) ->
                            new FineTuner(options, out, threads, display, (done, total) -> {
                                interrupt.check();
                                reading.show(done, total);
                                if (done >= total) {
                                    reading.close();
                                }
                            })::run);
        }
    }

    private FineTuning options() {
        return new FineTuning(
                model,
                data,
                Optional.ofNullable(valid),
                epochs,
                learningRate,
                sequenceLength == null ? OptionalInt.empty() : OptionalInt.of(sequenceLength),
                sequences,
                k == null ? OptionalDouble.empty() : OptionalDouble.of(Require.positive("--k", k)),
                seed);
    }
}
