package org.spikingbrain4j.checkpoint;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import org.spikingbrain4j.operators.HostTensor;

/** See {@link Checkpoint#fingerprint()}. */
final class Fingerprint {
    private static final int PAGE = 4096;
    private static final int PAGES = 6;

    private final MessageDigest digest;
    private final DataOutputStream out;

    private Fingerprint(MessageDigest digest) {
        this.digest = digest;
        this.out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }

    /**
     * @param tensors in a fixed order
     */
    static String of(ModelConfig config, Collection<HostTensor> tensors) {
        try {
            Fingerprint fingerprint = new Fingerprint(MessageDigest.getInstance("SHA-256"));
            fingerprint.add(config);
            for (HostTensor tensor : tensors) {
                fingerprint.add(tensor);
            }
            return HexFormat.of().formatHex(fingerprint.digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a digest does no I/O", e);
        }
    }

    private void add(ModelConfig config) throws IOException {
        out.writeUTF(config.modelType());
        out.writeUTF("%d %d %d %d %s %b"
                .formatted(
                        config.vocabularySize(),
                        config.hiddenSize(),
                        config.intermediateSize(),
                        config.layers(),
                        config.heads(),
                        config.tiedEmbeddings()));
        out.writeDouble(config.normEpsilon());
        for (double frequency : config.rotary().inverse()) {
            out.writeDouble(frequency);
        }
        out.writeUTF(
                switch (config) {
                    case GlaSwaConfig gla ->
                        "%d %s %d %d"
                                .formatted(
                                        gla.slidingWindow(), gla.windowLayers(), gla.gateRank(), gla.gateNormalizer());
                    case TransformerConfig transformer ->
                        "%b %b %b"
                                .formatted(
                                        transformer.attentionBias(), transformer.outputBias(), transformer.mlpBias());
                });
    }

    private void add(HostTensor tensor) throws IOException {
        out.writeUTF(tensor.name());
        out.writeUTF(tensor.dataType() + " " + tensor.shape());
        MemorySegment data = tensor.data();
        if (data.byteSize() <= PAGES * PAGE) {
            out.write(data.toArray(ValueLayout.JAVA_BYTE));
            return;
        }
        // First page, last page, and some at equal distances between.
        for (int i = 0; i < PAGES; i++) {
            long offset = (data.byteSize() - PAGE) / (PAGES - 1) * i;
            long start = i == PAGES - 1 ? data.byteSize() - PAGE : offset;
            out.write(data.asSlice(start, PAGE).toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
