package org.spikingbrain4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.spikingbrain4j.corpus.TokenShardWriter;
import org.spikingbrain4j.corpus.TokenVocabulary;
import org.spikingbrain4j.corpus.TokenizerFingerprint;

/** A folder with all that a training of seconds needs: random documents, a tokenizer's folder, a configuration. */
final class TinyTraining {
    static final int VOCABULARY = 48;
    static final int BORDER = 0;

    private final Path folder;

    private TinyTraining(Path folder) {
        this.folder = folder;
    }

    static TinyTraining in(Path folder) {
        TinyTraining training = new TinyTraining(folder);
        training.file("tokenizer/tokenizer.json", "{}");
        training.tokens("train", VOCABULARY, 40, 1);
        training.tokens("valid", VOCABULARY, 5, 2);
        return training;
    }

    /** Replaces a folder of tokens of this training's tokenizer. */
    void tokens(String name, int vocabulary, int documents, long seed) {
        String tokenizer = TokenizerFingerprint.of(path("tokenizer"));
        tokens(path(name), new TokenVocabulary(vocabulary, BORDER, tokenizer), documents, seed);
    }

    /** Writes tokens of no tokenizer. */
    static void tokens(Path target, int vocabulary, int documents, long seed) {
        tokens(target, new TokenVocabulary(vocabulary, BORDER, "made of nothing"), documents, seed);
    }

    /** Writes documents of 1 to 39 tokens. */
    private static void tokens(Path target, TokenVocabulary tokens, int documents, long seed) {
        Random random = new Random(seed);
        try (TokenShardWriter writer = TokenShardWriter.create(target, tokens, true)) {
            for (int i = 0; i < documents; i++) {
                writer.append(
                        random.ints(1 + random.nextInt(39), 1, tokens.size()).toArray());
            }
            writer.finish();
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves a file or folder. */
    void move(String from, String to) {
        try {
            Files.move(path(from), path(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a model the tokenizer of the tokens. */
    void copyTokenizer(String model) {
        file(model + "/tokenizer.json", read(path("tokenizer/tokenizer.json")));
    }

    /** Replaces a part of a configuration. */
    Path edit(Path config, String part, String by) {
        return file(config.getFileName().toString(), read(config).replace(part, by));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A configuration of those stages, objects of JSON without their braces, for a new Transformer. */
    Path config(String more, String... stages) {
        return of("""
                "config": { "model_type": "qwen2", "vocab_size": %d, "hidden_size": 16,
                    "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2,
                    "num_key_value_heads": 1, "hidden_act": "silu", "rope_theta": 10000.0,
                    "max_position_embeddings": 64, "tie_word_embeddings": true, "bos_token_id": 0,
                    "eos_token_id": 0 }, "tokenizer": "tokenizer\"""".formatted(VOCABULARY), more, stages);
    }

    /** The same for a model that is there. */
    Path configFrom(String model, String more, String... stages) {
        return of("\"folder\": \"%s\"".formatted(model), more, stages);
    }

    private Path of(String model, String more, String... stages) {
        return file("config.json", """
                { "model": { %s },
                  "data": { "train": "train", "valid": "valid" }, "evaluate_tokens": 32, %s
                  "stages": [ { %s } ] }
                """.formatted(model, more, String.join(" }, { ", stages)));
    }

    Trainer trainer(Path config, TrainingListener listener) {
        return new Trainer(TrainingConfig.read(config), path("out"), 1, listener);
    }

    /** Trains to the end, or to a number of steps, and tells the notes. */
    List<String> train(Path config, boolean resume, boolean replace, int steps) {
        Counter counter = new Counter(steps);
        Optional<Path> model = trainer(config, counter).run(resume, replace);
        if (model.isPresent() && !Files.exists(model.get().resolve("model.safetensors"))) {
            throw new IllegalStateException("no model in " + model.get());
        }
        return counter.notes;
    }

    /** Stops after a number of steps. */
    static final class Counter implements TrainingListener {
        private final List<String> notes = new ArrayList<>();
        private int left;

        Counter(int steps) {
            this.left = steps;
        }

        @Override
        public boolean step(TrainingProgress progress) {
            return --left > 0;
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }
    }
}
