package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.spikingbrain4j.corpus.Documents;
import org.spikingbrain4j.corpus.TokenShards;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes tokens of texts, for training. */
@Command(
        name = "tokenize",
        description = {
            "Makes tokens of texts, once, for training: a folder of files that are read as memory.",
            "Every document ends with <|endoftext|>, or with the tokenizer's end of text where it has no such token.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain tokenize ../shared/corpora/books/valid --out books-valid \\",
            "      --tokenizer books-tokenizer",
            "  ./spikingbrain tokenize README.md docs/tour.md --out readme-tokens \\",
            "      --tokenizer ../shared/models/stories260K --json",
        })
final class TokenizeCommand implements Callable<Integer> {
    @Mixin
    private CorpusFlags corpus;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "DIR",
            description = "Folder of a tokenizer or of a model.")
    private Path tokenizer;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "The folder of tokens.")
    private Path out;

    @Option(names = "--force", description = "Replace tokens that are there already.")
    private boolean force;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        long start = System.nanoTime();
        TokenShards.Result result = tokenize(corpus.documents(), console);
        new CorpusReport(out, result.totals(), result.tokens(), Duration.ofNanos(System.nanoTime() - start))
                .print(console, json.wanted(), result.oldFolder());
        return ExitCode.OK;
    }

    private TokenShards.Result tokenize(Documents documents, Console console) {
        try (Interrupt interrupt = Interrupt.checked();
                Progress progress = new Progress(console, "tokenizing", "bytes")) {
            return TokenShards.write(documents, tokenizer, out, force, (done, total) -> {
                interrupt.check();
                progress.show(done, total);
            });
        }
    }
}
