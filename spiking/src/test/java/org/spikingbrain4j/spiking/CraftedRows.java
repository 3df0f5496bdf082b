package org.spikingbrain4j.spiking;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The tensors {@code ql.x}, {@code ql.vth} and {@code ql.counts} of fixture C, [8, 128] and [8]. */
record CraftedRows(float[] x, float[] thresholds, int[] counts) {
    private static final int CHANNELS = 128;

    static CraftedRows read() {
        ByteBuffer file = ByteBuffer.wrap(Fixtures.bytes("ql.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) file.getLong()];
        file.get(header);
        JsonNode tensors = Fixtures.json(new String(header, StandardCharsets.UTF_8));
        ByteBuffer data = file.slice();
        return new CraftedRows(
                floats(data, tensors, "ql.x"), floats(data, tensors, "ql.vth"), ints(data, tensors, "ql.counts"));
    }

    private static float[] floats(ByteBuffer data, JsonNode tensors, String name) {
        ByteBuffer tensor = tensor(data, tensors, name);
        float[] values = new float[tensor.remaining() / Float.BYTES];
        tensor.asFloatBuffer().get(values);
        return values;
    }

    private static int[] ints(ByteBuffer data, JsonNode tensors, String name) {
        ByteBuffer tensor = tensor(data, tensors, name);
        int[] values = new int[tensor.remaining() / Integer.BYTES];
        tensor.asIntBuffer().get(values);
        return values;
    }

    private static ByteBuffer tensor(ByteBuffer data, JsonNode tensors, String name) {
        JsonNode offsets = tensors.get(name).get("data_offsets");
        int begin = offsets.get(0).asInt();
        return data.slice(begin, offsets.get(1).asInt() - begin).order(ByteOrder.LITTLE_ENDIAN);
    }

    int tokens() {
        return thresholds.length;
    }

    float[] inputs(int row) {
        return Arrays.copyOfRange(x, row * CHANNELS, (row + 1) * CHANNELS);
    }

    float threshold(int row) {
        return thresholds[row];
    }

    int[] counts(int row) {
        return Arrays.copyOfRange(counts, row * CHANNELS, (row + 1) * CHANNELS);
    }
}
