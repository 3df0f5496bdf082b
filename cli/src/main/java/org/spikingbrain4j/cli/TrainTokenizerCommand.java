package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.spikingbrain4j.corpus.Documents;
import org.spikingbrain4j.corpus.TrainedTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a tokenizer for texts. */
@Command(
        name = "train-tokenizer",
        description = {
            "Makes a tokenizer for texts: byte-level BPE with Qwen2's words, in the files that Hugging Face tools read.",
            "It has <|endoftext|> behind documents, and <|im_start|> and <|im_end|> around the turns of a conversation.",
            "The same texts give the same tokenizer.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Example:",
            "  ./spikingbrain train-tokenizer ../shared/corpora/books/train --vocabulary 4096 \\",
            "      --out books-tokenizer",
        })
final class TrainTokenizerCommand implements Callable<Integer> {
    @Mixin
    private CorpusFlags corpus;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "The tokenizer's folder.")
    private Path out;

    @Option(
            names = "--vocabulary",
            required = true,
            paramLabel = "N",
            description = "Its entries, with 256 bytes and three special tokens among them.")
    private int vocabulary;

    @Option(names = "--force", description = "Replace a tokenizer that is there already.")
    private boolean force;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        long start = System.nanoTime();
        TrainedTokenizer.Result result = train(corpus.documents(), console);
        new CorpusReport(out, result.totals(), result.tokens(), Duration.ofNanos(System.nanoTime() - start))
                .print(console, json.wanted(), result.oldFolder());
        return ExitCode.OK;
    }

    private TrainedTokenizer.Result train(Documents documents, Console console) {
        try (Interrupt interrupt = Interrupt.checked();
                Phases phases = new Phases(console)) {
            return TrainedTokenizer.write(
                    documents,
                    vocabulary,
                    out,
                    force,
                    (done, total) -> {
                        interrupt.check();
                        phases.current.show(done, total);
                    },
                    (done, total) -> {
                        interrupt.check();
                        phases.merging().show(done, total);
                    });
        }
    }

    /** Reading, then merging: each with its own rate. */
    private static final class Phases implements AutoCloseable {
        private final Console console;
        private Progress current;
        private boolean merging;

        Phases(Console console) {
            this.console = console;
            this.current = new Progress(console, "reading", "bytes");
        }

        Progress merging() {
            if (!merging) {
                merging = true;
                current.close();
                current = new Progress(console, "merging", "pieces");
            }
            return current;
        }

        @Override
        public void close() {
            current.close();
        }
    }
}
