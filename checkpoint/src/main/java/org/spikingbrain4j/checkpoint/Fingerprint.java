package org.spikingbrain4j.checkpoint;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.spikingbrain4j.operators.HostTensor;

/** See {@link Checkpoint#fingerprint()}. */
final class Fingerprint {
    private static final int PAGE = 4096;
    private static final int PAGES = 4;
    private static final int READERS = 16;

    private final MessageDigest digest = Sha256.start();
    private final DataOutputStream out =
            new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));

    private Fingerprint() {}

    /**
     * @param tensors in a fixed order
     */
    static String of(ModelConfig config, Collection<HostTensor> tensors) {
        Fingerprint whole = new Fingerprint();
        try {
            whole.add(config);
            for (byte[] part : digests(tensors)) {
                whole.out.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a digest does no I/O", e);
        }
        return HexFormat.of().formatHex(whole.digest.digest());
    }

    /** Pages that are not in memory wait for the disk: many at a time wait together. */
    private static List<byte[]> digests(Collection<HostTensor> tensors) {
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            List<CompletableFuture<byte[]>> digests = tensors.stream()
                    .map(tensor -> CompletableFuture.supplyAsync(() -> digest(tensor), readers))
                    .toList();
            return digests.stream().map(CompletableFuture::join).toList();
        }
    }

    private static byte[] digest(HostTensor tensor) {
        Fingerprint fingerprint = new Fingerprint();
        try {
            fingerprint.add(tensor);
        } catch (IOException e) {
            throw new UncheckedIOException("a digest does no I/O", e);
        }
        return fingerprint.digest.digest();
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
                    case GlaSwaMoeConfig mixture ->
                        "%d %s %s %d %d %d %d"
                                .formatted(
                                        mixture.slidingWindow(),
                                        mixture.fullAttentionLayers(),
                                        mixture.denseLayers(),
                                        mixture.experts(),
                                        mixture.activeExperts(),
                                        mixture.sharedExperts(),
                                        mixture.sinkTokens());
                    case TransformerConfig transformer ->
                        "%b %b %b"
                                .formatted(
                                        transformer.attentionBias(), transformer.outputBias(), transformer.mlpBias());
                });
        if (config.quantization().isPresent()) { // else nothing: fingerprints of float models stay what they were
            out.writeUTF(config.quantization().get().toString());
        }
    }

    private void add(HostTensor tensor) throws IOException {
        byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8); // may be longer than writeUTF can
        out.writeInt(name.length);
        out.write(name);
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
