package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.OutputFolder;

/**
 * Writes a folder of tokens that {@link TokenStore} reads: {@code index.json}, {@code documents.bin} (int64, where every
 * document begins) and {@code tokens-00000.bin} on, little-endian: unsigned 16-bit ids where the vocabulary allows that,
 * else 32-bit. The folder appears whole with {@link #finish()}; closed before, nothing is left of it.
 */
public final class TokenShardWriter implements AutoCloseable {
    private static final long SHARD_BYTES = 256L << 20;

    private final OutputFolder folder;
    private final TokenVocabulary vocabulary;
    private final TokenWidth width;
    private final long shardTokens;
    private final BinaryFile documentStarts;
    private final List<TokenIndex.Shard> shards = new ArrayList<>();
    private Optional<BinaryFile> shard = Optional.empty();
    private long tokensOfShard;
    private long tokens;
    private long documents;
    private long textBytes;

    private TokenShardWriter(OutputFolder folder, TokenVocabulary vocabulary, long shardBytes) {
        this.folder = folder;
        this.vocabulary = vocabulary;
        this.width = TokenWidth.of(vocabulary.size());
        this.shardTokens = shardBytes / width.bytes();
        this.documentStarts = BinaryFile.create(folder.path().resolve(TokenIndex.DOCUMENTS_FILE));
    }

    /**
     * @param replace whether a folder of tokens in the target's place is replaced
     * @throws CorpusException where a file cannot be written
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where the folder exists or cannot be made
     */
    public static TokenShardWriter create(Path target, TokenVocabulary vocabulary, boolean replace) {
        return create(target, vocabulary, replace, SHARD_BYTES);
    }

    static TokenShardWriter create(Path target, TokenVocabulary vocabulary, boolean replace, long shardBytes) {
        OutputFolder folder = OutputFolder.create(target, replace, TokenIndex.FILE);
        try {
            return new TokenShardWriter(folder, vocabulary, shardBytes);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Adds a document whose text nobody knows: {@link TokenStore#textBytes()} does not count it.
     *
     * @see #append(int[], long)
     */
    public void append(int[] document) {
        append(document, 0);
    }

    /**
     * Adds a document.
     *
     * @param document its tokens; the border is put behind them where it is not their last
     * @param bytes of its text in UTF-8
     * @throws IllegalArgumentException where an id is not in the vocabulary; nothing is added then
     * @throws CorpusException where it cannot be written
     */
    public void append(int[] document, long bytes) {
        for (int token : document) {
            if (token < 0 || token >= vocabulary.size()) {
                throw new IllegalArgumentException(
                        "token: expected an id below %d, found %d".formatted(vocabulary.size(), token));
            }
        }
        documentStarts.putLong(tokens);
        for (int token : document) {
            append(token);
        }
        if (document.length == 0 || document[document.length - 1] != vocabulary.border()) {
            append(vocabulary.border());
        }
        documents++;
        textBytes += bytes;
    }

    private void append(int token) {
        if (tokensOfShard == shardTokens) {
            finishShard();
        }
        if (shard.isEmpty()) {
            shard = Optional.of(BinaryFile.create(folder.path().resolve(TokenIndex.Shard.name(shards.size()))));
        }
        shard.get().putToken(width, token);
        tokensOfShard++;
        tokens++;
    }

    private void finishShard() {
        shard.ifPresent(BinaryFile::finish);
        shard = Optional.empty();
        shards.add(new TokenIndex.Shard(TokenIndex.Shard.name(shards.size()), tokensOfShard));
        tokensOfShard = 0;
    }

    /** Tokens so far, borders included. */
    public long tokens() {
        return tokens;
    }

    /**
     * Gives the folder its name.
     *
     * @return where what was there is that could not be removed
     * @throws IllegalStateException where no document was added
     * @throws CorpusException where it cannot be written
     */
    public Optional<Path> finish() {
        if (documents == 0) {
            throw new IllegalStateException("no document was added");
        }
        finishShard();
        documentStarts.finish();
        TokenIndex index = new TokenIndex(vocabulary, tokens, documents, textBytes, shards);
        Path file = folder.path().resolve(TokenIndex.FILE);
        try {
            Files.writeString(file, index.json());
        } catch (IOException e) {
            throw FileFailure.writing(file, e);
        }
        return folder.finish();
    }

    /** Discards the folder where it was not finished. */
    @Override
    public void close() {
        shard.ifPresent(BinaryFile::close);
        documentStarts.close();
        folder.close();
    }
}
