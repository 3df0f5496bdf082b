package org.spikingbrain4j.inference;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.grammar.TokenVocabulary;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.Pace;
import org.spikingbrain4j.tokenizer.SpecialToken;
import org.spikingbrain4j.tokenizer.StreamingDecoder;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** A language model with its tokenizer: text in, text out. Safe for use by several threads with different states. */
public final class TextModel implements AutoCloseable {
    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final Set<Integer> stopTokens;
    private Optional<TokenVocabulary> tokenVocabulary = Optional.empty();

    private TextModel(LanguageModel model, Tokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
        Set<Integer> eos = new HashSet<>(model.config().tokens().eos());
        tokenizer.endOfText().map(SpecialToken::id).ifPresent(eos::add);
        this.stopTokens = Set.copyOf(eos);
    }

    /**
     * Opens a model directory in the Hugging Face layout.
     *
     * @param backend stays the caller's
     * @throws org.spikingbrain4j.operators.SpikingBrainException where the directory holds no complete model with a tokenizer,
     *     or the tokenizer knows tokens that the model does not
     */
    public static TextModel open(Path directory, Backend backend, ModelOptions options) {
        LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options);
        try {
            return new TextModel(model, openTokenizer(directory, model.config()));
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /**
     * The tokenizer of a model that need not be loaded.
     *
     * @throws org.spikingbrain4j.operators.SpikingBrainException where there is none, or it knows tokens that the model does not
     */
    public static Tokenizer openTokenizer(Path directory, ModelConfig config) {
        Tokenizer tokenizer = Tokenizer.open(directory);
        int known = config.vocabularySize();
        int made = tokenizer.vocabularySize();
        if (made > known) {
            tokenizer.close();
            throw new CheckpointException(
                    "%s: the tokenizer makes token ids up to %d, the model knows 0 to %d (vocab_size in config.json); tokenizer and weights belong to different models"
                            .formatted(directory, made - 1, known - 1));
        }
        return tokenizer;
    }

    public LanguageModel model() {
        return model;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Tokens that end a text, by {@code generation_config.json}, {@code config.json} and the tokenizer. */
    public Set<Integer> stopTokens() {
        return stopTokens;
    }

    /**
     * The tokens of a prompt, with the special tokens that the tokenizer adds; of an empty prompt the token that begins a
     * text.
     *
     * @throws InvalidInputException where the prompt is empty and neither config nor tokenizer name a BOS token
     */
    public int[] encodePrompt(String prompt) {
        return encodePrompt(prompt, Pace.AT_ONCE);
    }

    /** As {@link #encodePrompt(String)}, piece by piece. */
    public int[] encodePrompt(String prompt, Pace pace) {
        int[] tokens = prompt.isEmpty() ? new int[0] : tokenizer.encode(prompt, true, pace);
        return tokens.length > 0 ? tokens : new int[] {bos()};
    }

    /**
     * The tokens of a question about what a sequence has read: a user's turn with the beginning of the answer, where the model has a
     * chat template; else the question between line feeds.
     */
    public int[] encodeQuestion(String question) {
        String text = tokenizer
                .chatTemplate()
                .map(template -> template.render(List.of(ChatMessage.user(question)), true))
                .orElseGet(() -> "\n\n" + question + "\n");
        return tokenizer.encode(text);
    }

    /** The bytes of the tokens, for {@link org.spikingbrain4j.grammar.TokenMasks}; arranged at the first call. */
    public synchronized TokenVocabulary tokenVocabulary() {
        if (tokenVocabulary.isEmpty()) {
            tokenVocabulary = Optional.of(TokenVocabulary.of(tokenizer));
        }
        return tokenVocabulary.get();
    }

    /** Closes the model and the tokenizer. Closing twice is harmless. */
    @Override
    public void close() {
        tokenizer.close();
        model.close();
    }

    TextDecoder newDecoder() {
        StreamingDecoder decoder = tokenizer.streamingDecoder(true);
        return new TextDecoder() {
            @Override
            public String accept(int token) {
                return decoder.accept(token);
            }

            @Override
            public String finish() {
                return decoder.finish();
            }
        };
    }

    /** The token that begins a text, by {@code config.json}, else by the tokenizer. */
    public OptionalInt beginOfText() {
        OptionalInt configured = model.config().tokens().bos();
        return configured.isPresent()
                ? configured
                : tokenizer
                        .beginOfText()
                        .map(token -> OptionalInt.of(token.id()))
                        .orElse(OptionalInt.empty());
    }

    private int bos() {
        return beginOfText()
                .orElseThrow(
                        () -> new InvalidInputException(
                                "empty prompt: the model has no BOS token to begin with (bos_token_id in config.json); give a prompt"));
    }
}
