package org.spikingbrain4j.training;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.Sha256;
import org.spikingbrain4j.corpus.CorpusListener;
import org.spikingbrain4j.tokenizer.ChatTemplate;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** Trains a model on conversations, in the words of its own chat template; only the assistant's words are learned. */
public final class FineTuner {
    private static final int LENGTH = 512;
    private static final double WARMUP = 0.1;
    private static final double END = 0.05;
    private static final double CLIP = 1;
    private static final long MEASURED_TOKENS = 65_536;
    private static final long SAVE_EVERY = 100;

    private final FineTuning options;
    private final Path out;
    private final int threads;
    private final TrainingListener listener;
    private final CorpusListener reading;

    /**
     * @param out folder of the training, as {@link Trainer} writes it
     * @param threads of libtorch
     * @param reading told the bytes read of a file of conversations
     */
    public FineTuner(FineTuning options, Path out, int threads, TrainingListener listener, CorpusListener reading) {
        this.options = options;
        this.out = out;
        this.threads = threads;
        this.listener = listener;
        this.reading = reading;
    }

    /**
     * Begins, or goes on.
     *
     * @param resume whether it goes on from the newest checkpoint
     * @param replace whether a training that is there is replaced
     * @return the trained model's folder; empty where the listener stopped it
     * @throws org.spikingbrain4j.operators.SpikingBrainException where the model cannot be trained or has no chat template, a file holds
     *     anything else than conversations or none to learn from, the loss is no number any more, or a file cannot be written
     */
    public Optional<Path> run(boolean resume, boolean replace) {
        if (!resume) {
            new TrainingFolder(out).requireFree(replace);
        }
        int length = sequenceLength(TrainingCheck.requireTrainable(options.model()));
        ConversationTexts texts = texts(length);
        TrainingConfig config = training(length, texts.train().size());
        return new Trainer(config, out, threads, listener, () -> texts).run(resume, replace);
    }

    private int sequenceLength(ModelConfig config) {
        int most = TrainingCheck.positions(config);
        int length = options.sequenceLength().orElse(Math.min(LENGTH, most));
        if (length > most) {
            throw new TrainingException(
                    "--sequence-length: the model has %d positions (max_position_embeddings), found %d"
                            .formatted(most, length));
        }
        return length;
    }

    private ConversationTexts texts(int length) {
        try (Tokenizer tokenizer = Tokenizer.open(options.model())) {
            requireFitting(tokenizer);
            AssistantTokens assistant = new AssistantTokens(tokenizer, template(tokenizer));
            ConversationReader reader = new ConversationReader(assistant, length, listener::note, reading);
            return new ConversationTexts(
                    reader.read(options.data()), options.valid().map(reader::read));
        }
    }

    private void requireFitting(Tokenizer tokenizer) {
        int known = Checkpoint.config(options.model()).vocabularySize();
        if (tokenizer.vocabularySize() > known) {
            throw new TrainingException(
                    "%s: the tokenizer has %d tokens, the model knows %d (vocab_size in config.json); tokenizer and weights belong to different models"
                            .formatted(options.model(), tokenizer.vocabularySize(), known));
        }
    }

    private ChatTemplate template(Tokenizer tokenizer) {
        return tokenizer
                .chatTemplate()
                .orElseThrow(() -> new TrainingException(
                        "%s: has no chat template; add the one it shall learn: chat_template in tokenizer_config.json, or chat_template.jinja"
                                .formatted(options.model())));
    }

    private TrainingConfig training(int length, int conversations) {
        int sequences = Math.min(options.sequences(), conversations);
        long steps = Math.ceilDiv((long) options.epochs() * conversations, sequences);
        Stage stage = new Stage(
                "finetune",
                Stage.Objective.LANGUAGE_MODEL,
                length,
                sequences,
                1,
                steps * length * sequences,
                OptionalLong.empty(),
                new LearningRate(LearningRate.Schedule.COSINE, options.learningRate(), WARMUP, END),
                0,
                OptionalDouble.of(CLIP),
                List.of(),
                Pattern.compile(""),
                0,
                0,
                false,
                options.k());
        return new TrainingConfig(
                "finetune",
                new TrainingConfig.ModelStart.Folder(options.model()),
                options.data(),
                options.valid().orElse(options.data()),
                Optional.empty(),
                options.seed(),
                Math.ceilDiv(conversations, sequences),
                MEASURED_TOKENS,
                SAVE_EVERY,
                List.of(stage),
                text(length));
    }

    /** What a resumed training must have too. */
    private String text(int length) {
        ObjectNode text = JsonMapper.builder().build().createObjectNode();
        ObjectNode fields = text.putObject("finetune")
                .put("model", absolute(options.model()))
                .put("data", absolute(options.data()))
                .put("data_sha256", digest(options.data()));
        options.valid().ifPresent(valid -> fields.put("valid", absolute(valid)));
        fields.put("epochs", options.epochs())
                .put("learning_rate", options.learningRate())
                .put("sequence_length", length)
                .put("sequences", options.sequences());
        options.k().ifPresent(k -> fields.put("k", k));
        fields.put("seed", options.seed());
        return text.toPrettyString() + "\n";
    }

    private static String digest(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
