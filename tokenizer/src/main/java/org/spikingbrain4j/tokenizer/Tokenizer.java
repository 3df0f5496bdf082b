package org.spikingbrain4j.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The tokenizer of a model directory: the Hugging Face library encodes, this module decodes. Safe for many threads;
 * using it after {@link #close()} is an error, closing it twice is not.
 */
public final class Tokenizer implements AutoCloseable {
    /** Ends a document in texts of many, for the tokenizers that have it. */
    public static final String END_OF_DOCUMENT = "<|endoftext|>";

    /** Characters of a text for which the native library takes some 13 MB. */
    private static final int PIECE = 1 << 16;

    private static final String PROBE = "SpikingBrainProbe";

    private final TextEncoder encoder;
    private final Vocabulary vocabulary;
    private final PieceDecoder pieces;
    private final Map<String, SpecialToken> namedTokens;
    private final List<ChatTemplate> templates;
    private final Optional<String> className;

    private Tokenizer(NativeTokenizer encoder, TokenizerDefinition definition, TokenizerConfig config) {
        this.encoder = new TextEncoder(encoder, definition.cuts(), PIECE);
        this.vocabulary = definition.vocabulary();
        this.pieces = definition.pieceDecoder();
        this.namedTokens = new HashMap<>();
        config.namedTokens()
                .forEach((role, text) ->
                        vocabulary.id(text).ifPresent(id -> namedTokens.put(role, new SpecialToken(text, id))));
        this.className = Optional.of(config.tokenizerClass()).filter(name -> !name.isEmpty());
        this.templates = config.templates().stream()
                .map(template -> new ChatTemplate(template.text(), template.file(), config.namedTokens()))
                .toList();
    }

    /**
     * Opens the tokenizer in a model directory: {@code tokenizer.json}, or the older {@code vocab.json},
     * {@code merges.txt} and {@code added_tokens.json} of Qwen2; {@code tokenizer_config.json} and
     * {@code chat_template.jinja} where they exist.
     *
     * @throws TokenizerException if there is none, or a file is missing, broken or of an unknown kind
     */
    public static Tokenizer open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new TokenizerException(directory + ": no such directory; expected a model directory");
        }
        TokenizerConfig config = TokenizerConfig.read(directory);
        TokenizerDefinition definition = TokenizerDefinition.read(directory, config);
        NativeTokenizer encoder = NativeTokenizer.create(definition.json(), directory.toString());
        try {
            definition.vocabulary().added().forEach((token, id) -> checkId(encoder, directory, token, id));
            return new Tokenizer(encoder, definition, config);
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /** The library numbers added tokens on from the model's vocabulary, whatever ids their file gives them. */
    private static void checkId(NativeTokenizer encoder, Path directory, String token, int id) {
        int[] ids = encoder.encode(token, false);
        if (ids.length == 1 && ids[0] != id) {
            throw new TokenizerException(
                    directory + ": added token '" + TokenizerException.shown(token) + "': the files say id "
                            + id + ", the Hugging Face library gives it " + ids[0]
                            + "; number added tokens without gaps from the end of the model's vocabulary on");
        }
    }

    /**
     * The tokens of a text and no others. Literal added tokens such as {@code <|im_end|>} become their ids wherever they
     * stand, also in text that a user wrote, as in the official implementations. Unpaired surrogates count as U+FFFD.
     */
    public int[] encode(String text) {
        return encode(text, false);
    }

    /**
     * The tokens of a text, as {@link #encode(String)}, and on request those around it.
     *
     * @param addSpecialTokens whether to add what the tokenizer puts around a text, for Llama the token that begins one
     * @throws TokenizerException if the text is too long for one call, or the tokenizer is closed
     */
    public int[] encode(String text, boolean addSpecialTokens) {
        return encode(text, addSpecialTokens, Pace.AT_ONCE);
    }

    /**
     * As {@link #encode(String, boolean)}, a long text in pieces where its tokenizer allows to cut it.
     *
     * @param pace runs each; what it throws ends the work
     */
    public int[] encode(String text, boolean addSpecialTokens, Pace pace) {
        return encoder.encode(text, addSpecialTokens, pace);
    }

    /**
     * An encoder for one text that comes in pieces.
     *
     * @param addSpecialTokens as for {@link #encode(String, boolean)}
     */
    public StreamingEncoder streamingEncoder(boolean addSpecialTokens) {
        return encoder.stream(addSpecialTokens);
    }

    /**
     * The text of tokens. Bytes that form no character become U+FFFD, ids without text become nothing. Where the tokenizer
     * spells single bytes as tokens, the Hugging Face library makes a U+FFFD of every byte of a run that is not all text;
     * here, as in a stream that cannot be taken back, the characters before and after survive.
     *
     * @param skipSpecial whether to leave out special tokens; other added tokens such as {@code <tool_call>} stay
     * @throws TokenizerException if an id is negative
     */
    public String decode(int[] ids, boolean skipSpecial) {
        StreamingDecoder decoder = streamingDecoder(skipSpecial);
        StringBuilder text = new StringBuilder(4 * Math.min(ids.length, 1 << 26));
        for (int id : ids) {
            text.append(decoder.accept(id));
        }
        return text.append(decoder.finish()).toString();
    }

    /** A decoder for one sequence, whose pieces together are what {@link #decode} gives for all its tokens. */
    public StreamingDecoder streamingDecoder(boolean skipSpecial) {
        return new StreamingDecoder(vocabulary, pieces, skipSpecial);
    }

    /** One more than the highest id with a text; a model's own vocabulary can be larger. */
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** The id of a token by its content as the tokenizer's files spell it, for example {@code <|im_end|>}. */
    public OptionalInt tokenId(String token) {
        return vocabulary.id(token);
    }

    /** Whether decoding with {@code skipSpecial} leaves this token out. */
    public boolean isSpecial(int id) {
        return id >= 0 && vocabulary.isSpecial(id);
    }

    /**
     * The bytes that a token adds to a text, perhaps not whole characters; of the blank that some tokenizers begin a text with,
     * which decoding takes away, nothing is missing here.
     *
     * @return empty for a special token and for an id without text
     */
    public Optional<byte[]> tokenBytes(int id) {
        return id < 0 || vocabulary.isSpecial(id)
                ? Optional.empty()
                : vocabulary.piece(id).map(pieces::bytes);
    }

    /** The token that begins a text, if {@code tokenizer_config.json} names one. The model's config may name another. */
    public Optional<SpecialToken> beginOfText() {
        return Optional.ofNullable(namedTokens.get("bos_token"));
    }

    /** The token that ends a text, if {@code tokenizer_config.json} names one. */
    public Optional<SpecialToken> endOfText() {
        return Optional.ofNullable(namedTokens.get("eos_token"));
    }

    /**
     * The token that ends a document in a text of many: {@link #END_OF_DOCUMENT} where there is that, else {@link #endOfText()},
     * with which Qwen2's conversation models end their turns.
     */
    public OptionalInt endOfDocument() {
        OptionalInt named = tokenId(END_OF_DOCUMENT);
        return named.isPresent()
                ? named
                : endOfText().stream().mapToInt(SpecialToken::id).findFirst();
    }

    /** The token that fills up batches, if {@code tokenizer_config.json} names one. */
    public Optional<SpecialToken> padding() {
        return Optional.ofNullable(namedTokens.get("pad_token"));
    }

    /** The class that reads it in Hugging Face's library, by {@code tokenizer_config.json}. */
    public Optional<String> className() {
        return className;
    }

    /** How to write a conversation; empty for a model that was not made for conversations. */
    public Optional<ChatTemplate> chatTemplate() {
        return templates.stream().findFirst();
    }

    /**
     * The tokens that end an assistant's turn: {@link #endOfText()}, and the special token that the chat template
     * writes after an assistant's words, which for Qwen2 is another one ({@code <|im_end|>}). Renders the template.
     *
     * @throws ChatTemplateException if the template does not render a plain question and answer
     */
    public NavigableSet<Integer> endOfTurnTokens() {
        NavigableSet<Integer> ends = new TreeSet<>();
        endOfText().ifPresent(token -> ends.add(token.id()));
        chatTemplate().ifPresent(template -> {
            String text = template.render(List.of(ChatMessage.user("Hello"), ChatMessage.assistant(PROBE)), false);
            int found = text.lastIndexOf(PROBE);
            if (found >= 0) {
                Arrays.stream(encode(text.substring(found + PROBE.length())))
                        .filter(this::isSpecial)
                        .limit(1)
                        .forEach(ends::add);
            }
        });
        return ends;
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        encoder.close();
    }
}
