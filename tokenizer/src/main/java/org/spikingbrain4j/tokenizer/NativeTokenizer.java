package org.spikingbrain4j.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** One Hugging Face tokenizer in native memory. Encoding from many threads is safe; closing waits for them. */
final class NativeTokenizer implements AutoCloseable {
    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final long handle;
    private final String source;
    private boolean closed;

    private NativeTokenizer(long handle, String source) {
        this.handle = handle;
        this.source = source;
    }

    /**
     * @param definition the text of a {@code tokenizer.json}
     * @param source what to call it in an error
     */
    static NativeTokenizer create(String definition, String source) {
        NativeLibrary.require();
        try {
            long handle = LIBRARY.createTokenizerFromString(definition);
            // A file may ask for both; a prompt must be neither cut nor filled up.
            LIBRARY.disableTruncation(handle);
            LIBRARY.disablePadding(handle);
            return new NativeTokenizer(handle, source);
        } catch (RuntimeException e) {
            throw new TokenizerException(
                    source + ": the Hugging Face library refuses this tokenizer: " + TokenizerException.firstLine(e),
                    e);
        }
    }

    int[] encode(String text, boolean addSpecialTokens) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new TokenizerException("tokenizer: used after it was closed");
            }
            return ids(text, addSpecialTokens);
        } finally {
            lock.readLock().unlock();
        }
    }

    private int[] ids(String text, boolean addSpecialTokens) {
        try {
            long encoding = LIBRARY.encode(handle, text, addSpecialTokens);
            try {
                return toInts(LIBRARY.getTokenIds(encoding));
            } finally {
                LIBRARY.deleteEncoding(encoding);
            }
        } catch (RuntimeException e) {
            throw new TokenizerException(
                    source + ": the tokenizer cannot encode this text: " + TokenizerException.firstLine(e), e);
        }
    }

    private static int[] toInts(long[] ids) {
        int[] result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            result[i] = Math.toIntExact(ids[i]);
        }
        return result;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                LIBRARY.deleteTokenizer(handle);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
