package org.spikingbrain4j.benchmarks.longcontext;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A Llama of random weights in the names of llama.cpp. It has no vocabulary: tokens are given as numbers. */
final class RandomGguf {
    private static final long SEED = 1;
    private static final int PIECE = 1 << 15;
    private static final float LARGEST_CODE = 127;

    private final ModelShape shape;
    private final GgufType type;
    private final List<GgufFile.Tensor> tensors = new ArrayList<>();

    private RandomGguf(ModelShape shape, GgufType type) {
        this.shape = shape;
        this.type = type;
    }

    /**
     * The measured layers of a shape.
     *
     * @param type of all matrices; norms are F32
     * @param maxPositions context length it claims to be made for
     */
    static GgufFile of(ModelShape shape, GgufType type, int maxPositions) {
        RandomGguf file = new RandomGguf(shape, type);
        file.addTensors();
        return new GgufFile(file.metadata(maxPositions), List.copyOf(file.tensors));
    }

    private Map<String, Object> metadata(int maxPositions) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", "llama");
        metadata.put("general.name", "random " + shape.key());
        metadata.put("general.file_type", type.fileType());
        metadata.put("llama.context_length", maxPositions);
        metadata.put("llama.embedding_length", shape.heads().queryColumns());
        metadata.put("llama.block_count", shape.measuredLayers());
        metadata.put("llama.feed_forward_length", shape.intermediateSize());
        metadata.put("llama.attention.head_count", shape.heads().queryHeads());
        metadata.put("llama.attention.head_count_kv", shape.heads().kvHeads());
        metadata.put("llama.attention.layer_norm_rms_epsilon", 1e-6f);
        metadata.put("llama.rope.freq_base", 1e6f);
        metadata.put("llama.rope.dimension_count", shape.heads().headDim());
        metadata.put("llama.vocab_size", shape.vocabulary());
        metadata.put("tokenizer.ggml.model", "no_vocab");
        return metadata;
    }

    private void addTensors() {
        int hidden = shape.heads().queryColumns();
        int keyValues = shape.heads().kvColumns();
        matrix("token_embd", hidden, shape.vocabulary());
        for (int layer = 0; layer < shape.measuredLayers(); layer++) {
            String prefix = "blk.%d.".formatted(layer);
            norm(prefix + "attn_norm");
            matrix(prefix + "attn_q", hidden, hidden);
            matrix(prefix + "attn_k", hidden, keyValues);
            matrix(prefix + "attn_v", hidden, keyValues);
            matrix(prefix + "attn_output", hidden, hidden);
            norm(prefix + "ffn_norm");
            matrix(prefix + "ffn_gate", hidden, shape.intermediateSize());
            matrix(prefix + "ffn_up", hidden, shape.intermediateSize());
            matrix(prefix + "ffn_down", shape.intermediateSize(), hidden);
        }
        norm("output_norm");
        matrix("output", hidden, shape.vocabulary());
    }

    private void norm(String name) {
        long size = shape.heads().queryColumns();
        add(name, GgufType.F32, List.of(size), 1, 0.1f);
    }

    /** Products keep the size of their input. */
    private void matrix(String name, long in, long out) {
        add(name, type, List.of(in, out), 0, (float) Math.sqrt(3.0 / in));
    }

    private void add(String name, GgufType tensorType, List<Long> dimensions, float mean, float range) {
        long elements = dimensions.stream().reduce(1L, (a, b) -> a * b);
        SplittableRandom random = new SplittableRandom(SEED + tensors.size());
        tensors.add(new GgufFile.Tensor(
                name + ".weight",
                tensorType,
                dimensions,
                out -> write(out, tensorType, elements, random, mean, range)));
    }

    /** Values between mean - range and mean + range. */
    private static void write(
            OutputStream out, GgufType type, long elements, SplittableRandom random, float mean, float range)
            throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) type.bytes(PIECE)).order(ByteOrder.LITTLE_ENDIAN);
        for (long done = 0; done < elements; done += type.blockElements()) {
            putBlock(piece, type, random, mean, range);
            if (!piece.hasRemaining() || done + type.blockElements() >= elements) {
                out.write(piece.array(), 0, piece.position());
                piece.clear();
            }
        }
    }

    private static void putBlock(ByteBuffer piece, GgufType type, SplittableRandom random, float mean, float range) {
        switch (type) {
            case F32 -> piece.putFloat(mean + range * (2 * (float) random.nextDouble() - 1));
            case F16 -> piece.putShort(Float.floatToFloat16(mean + range * (2 * (float) random.nextDouble() - 1)));
            case Q8_0 -> {
                piece.putShort(Float.floatToFloat16(range / LARGEST_CODE));
                for (int i = 0; i < type.blockElements(); i++) {
                    piece.put((byte) random.nextInt((int) -LARGEST_CODE, (int) LARGEST_CODE + 1));
                }
            }
        }
    }
}
