package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.corpus.TokenShardWriter;
import org.spikingbrain4j.corpus.TokenVocabulary;
import org.spikingbrain4j.corpus.TokenizerFingerprint;
import org.spikingbrain4j.inference.DocumentListener;
import org.spikingbrain4j.inference.DocumentOptions;
import org.spikingbrain4j.inference.DocumentSampler;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets a model write its own training text. */
@Command(
        name = "sample",
        description = {
            "Lets a model write documents, as tokens for training: what it was trained on is in there, where that is not at hand.",
            "Each document begins behind the token that begins a text, and ends where the model chooses that or its end of text.",
            "The same seed and batch give the same documents, whatever the number of threads.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain sample --model ../shared/models/stories260K --tokens 100000 \\",
            "      --out stories-valid --seed 2",
            "  ./spikingbrain sample --model ../shared/models/stories260K --tokens 2000 \\",
            "      --out short-stories --documents-length 100 --top-p 0.9 --json",
        })
final class SampleCommand implements Callable<Integer> {
    private static final int LENGTH = 512;

    @Mixin
    private ModelFlags model;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "The folder of tokens.")
    private Path out;

    @Option(
            names = "--tokens",
            required = true,
            paramLabel = "N",
            description = "Tokens to write; the document that reaches them is the last, and whole.")
    private long tokens;

    @Option(
            names = "--documents-length",
            paramLabel = "N",
            description =
                    "Tokens after which a document ends that the model has not ended. Default: 512, or as many as the model can.")
    private Integer length;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Divides the logits. Default: 1, the model's own probabilities.")
    private double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Choose among the tokens that reach this probability together. Default: 1, all.")
    private double topP;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: 1.")
    private long seed;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Documents written at once: more are faster and take more memory. Default: 64.")
    private int batch;

    @Option(names = "--force", description = "Replace tokens that are there already.")
    private boolean force;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        Path directory = model.directory();
        try (Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            int border = textModel
                    .beginOfText()
                    .orElseGet(() ->
                            TokenVocabulary.of(textModel.tokenizer(), directory).border());
            DocumentSampler sampler = new DocumentSampler(textModel, border);
            DocumentOptions options =
                    SamplingFlags.namingFlags(() -> sampler.requireFitting(options(sampler.longest())));
            TokenVocabulary vocabulary = new TokenVocabulary(
                    textModel.tokenizer().vocabularySize(), border, TokenizerFingerprint.of(directory));
            write(sampler, options, vocabulary, console);
        }
        return ExitCode.OK;
    }

    private DocumentOptions options(int longest) {
        int used = length == null ? Math.min(LENGTH, longest) : length;
        return new DocumentOptions(tokens, used, batch, temperature, topP, seed);
    }

    private void write(DocumentSampler sampler, DocumentOptions options, TokenVocabulary vocabulary, Console console) {
        long start = System.nanoTime();
        try (Interrupt interrupt = Interrupt.checked();
                Progress progress = new Progress(console, "sampling", "tokens");
                TokenShardWriter writer = TokenShardWriter.create(out, vocabulary, force)) {
            Documents documents = new Documents(writer, interrupt, progress);
            sampler.sample(options, documents);
            Optional<Path> old = writer.finish();
            progress.close();
            old.ifPresent(folder -> console.note(CorpusReport.notRemoved(folder)));
            SampleReport report = new SampleReport(
                    out,
                    documents.written,
                    documents.cut,
                    writer.tokens(),
                    Duration.ofNanos(System.nanoTime() - start));
            console.print(json.wanted() ? report.json() : report.table());
        }
    }

    /** Writes them down. */
    private static final class Documents implements DocumentListener {
        private final TokenShardWriter writer;
        private final Interrupt interrupt;
        private final Progress progress;
        private long written;
        private long cut;

        Documents(TokenShardWriter writer, Interrupt interrupt, Progress progress) {
            this.writer = writer;
            this.interrupt = interrupt;
            this.progress = progress;
        }

        @Override
        public void document(int[] tokens, boolean ended) {
            writer.append(tokens);
            written++;
            cut += ended ? 0 : 1;
        }

        @Override
        public void progress(long done, long total) {
            interrupt.check();
            progress.show(done, total);
        }
    }
}
