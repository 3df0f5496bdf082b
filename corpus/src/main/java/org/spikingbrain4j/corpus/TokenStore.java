package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.spikingbrain4j.checkpoint.Sha256;

/**
 * The tokens of a corpus in memory-mapped files, as {@link TokenShardWriter} wrote them. Safe for many threads; using it
 * after {@link #close()} is an error.
 */
public final class TokenStore implements AutoCloseable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long SAMPLE = 1 << 14; // bytes
    private static final int SAMPLES = 63; // distances between samples of a shard

    private final Path folder;
    private final TokenIndex index;
    private final Arena arena;
    private final List<MemorySegment> shards = new ArrayList<>();
    private final long[] shardStarts; // one more than shards: the last is the number of tokens
    private final MemorySegment documentStarts;

    private TokenStore(Path folder, TokenIndex index, Arena arena) {
        this.folder = folder;
        this.index = index;
        this.arena = arena;
        this.shardStarts = new long[index.shards().size() + 1];
        for (int i = 0; i < index.shards().size(); i++) {
            TokenIndex.Shard shard = index.shards().get(i);
            shards.add(map(shard.name(), shard.tokens() * index.width().bytes()));
            shardStarts[i + 1] = shardStarts[i] + shard.tokens();
        }
        documentStarts = map(TokenIndex.DOCUMENTS_FILE, index.documents() * Long.BYTES);
        checkDocuments();
    }

    /**
     * @throws CorpusException where it is no folder of tokens, or a file is missing, damaged or cut off
     */
    public static TokenStore open(Path folder) {
        Path file = folder.resolve(TokenIndex.FILE);
        if (!Files.isRegularFile(file)) {
            throw new CorpusException("%s: no folder of tokens: it has no %s; make one with 'tokenize'"
                    .formatted(folder, TokenIndex.FILE));
        }
        TokenIndex index = TokenIndex.of(IndexFields.read(file));
        Arena arena = Arena.ofShared();
        try {
            return new TokenStore(folder, index, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private MemorySegment map(String name, long expectedBytes) {
        Path file = folder.resolve(name);
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() != expectedBytes) {
                throw new CorpusException("%s: expected %d bytes as %s says, found %d; write the tokens again"
                        .formatted(file, expectedBytes, TokenIndex.FILE, channel.size()));
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, expectedBytes, arena);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private void checkDocuments() {
        long before = -1;
        for (int i = 0; i < documents(); i++) {
            long start = documentStarts.get(LONG, (long) i * Long.BYTES);
            if (start <= before || start >= tokens() || (i == 0 && start != 0)) {
                throw new CorpusException("%s: damaged: document %d of %d begins at token %d; write the tokens again"
                        .formatted(folder.resolve(TokenIndex.DOCUMENTS_FILE), i, documents(), start));
            }
            before = start;
        }
    }

    /** All tokens, borders included. */
    public long tokens() {
        return index.tokens();
    }

    /** Number of documents. */
    public int documents() {
        return Math.toIntExact(index.documents());
    }

    /**
     * The position of a document's first token.
     *
     * @throws IndexOutOfBoundsException where there is no such document
     */
    public long documentStart(int document) {
        return documentStarts.get(LONG, (long) Objects.checkIndex(document, documents()) * Long.BYTES);
    }

    /** One more than the highest id. */
    public int vocabularySize() {
        return index.vocabulary().size();
    }

    /** The id that ends every document. */
    public int borderToken() {
        return index.vocabulary().border();
    }

    /** Of the tokenizer that made the tokens, see {@link TokenizerFingerprint}. */
    public String tokenizerFingerprint() {
        return index.vocabulary().fingerprint();
    }

    /** Tells these tokens from others: SHA-256 of the index and of samples from every shard, in hexadecimal digits. */
    public String fingerprint() {
        MessageDigest digest = Sha256.start();
        digest.update(index.json().getBytes(StandardCharsets.UTF_8));
        for (MemorySegment shard : shards) {
            long length = Math.min(SAMPLE, shard.byteSize());
            for (int i = 0; i <= SAMPLES; i++) {
                digest.update(shard.asSlice((shard.byteSize() - length) * i / SAMPLES, length)
                        .asByteBuffer());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Where they lie. */
    public Path folder() {
        return folder;
    }

    /** Bytes of UTF-8 that the tokens stand for, for losses per byte; 0 where the tokens were not made of texts. */
    public long textBytes() {
        return index.textBytes();
    }

    /**
     * Copies neighbouring tokens.
     *
     * @param from position of the first
     * @param to filled whole
     * @throws IndexOutOfBoundsException where they are not all within the corpus
     * @throws CorpusException where an id is not in the vocabulary: the file is damaged
     */
    public void read(long from, int[] to) {
        Objects.checkFromIndexSize(from, to.length, tokens());
        int shard = shard(from);
        for (int done = 0; done < to.length; shard++) {
            long first = from + done - shardStarts[shard];
            int count =
                    (int) Math.min(to.length - done, index.shards().get(shard).tokens() - first);
            index.width().get(shards.get(shard), first, to, done, count);
            check(shard, first, to, done, count);
            done += count;
        }
    }

    private int shard(long position) {
        int shard = 0;
        while (shard + 1 < shards.size() && shardStarts[shard + 1] <= position) {
            shard++;
        }
        return shard;
    }

    private void check(int shard, long first, int[] tokens, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (tokens[i] < 0 || tokens[i] >= vocabularySize()) {
                throw new CorpusException(
                        "%s: damaged: token %d has id %d, expected one below %d; write the tokens again"
                                .formatted(
                                        folder.resolve(TokenIndex.Shard.name(shard)),
                                        first + i - offset,
                                        tokens[i],
                                        vocabularySize()));
            }
        }
    }

    /** Unmaps the files. */
    @Override
    public void close() {
        arena.close();
    }
}
