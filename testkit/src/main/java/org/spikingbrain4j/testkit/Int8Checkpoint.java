package org.spikingbrain4j.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** A small float checkpoint made into one of integers by the simplest rule: scale = max|w| / 127 of each group. */
public final class Int8Checkpoint {
    private static final Pattern QUANTIZED =
            Pattern.compile("(.*\\.([qkvo]|gk|gate|up|down)_proj|.*\\.gk_proj\\.0|lm_head)\\.weight");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Int8Checkpoint() {}

    /**
     * Writes config and weights.
     *
     * @param from a checkpoint with one file model.safetensors
     * @param to a new directory
     */
    public static Path write(Path from, Path to, Int8Quantization quantization) {
        try (SafetensorsFile file = SafetensorsFile.open(from.resolve("model.safetensors"))) {
            Files.createDirectories(to);
            List<HostTensor> tensors = new ArrayList<>();
            for (String name : file.tensorNames()) {
                if (QUANTIZED.matcher(name).matches()) {
                    tensors.addAll(quantized(file.tensor(name), quantization));
                } else {
                    tensors.add(file.tensor(name));
                }
            }
            SafetensorsWriter.write(to.resolve("model.safetensors"), tensors, Map.of());
            writeConfig(
                    from.resolve("config.json").toFile(),
                    to.resolve("config.json").toFile(),
                    quantization);
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a checkpoint to " + to, e);
        }
    }

    /** Codes [in, out] and scales [groups, out] of a weight [out, in]. */
    private static List<HostTensor> quantized(HostTensor weight, Int8Quantization quantization) {
        int out = Math.toIntExact(weight.shape().dimension(0));
        int in = Math.toIntExact(weight.shape().dimension(1));
        int groupSize = quantization.groupSize(in);
        float[] w = weight.toFloats();
        byte[] codes = new byte[w.length];
        float[] scales = new float[in / groupSize * out];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                int scale = i / groupSize * out + o;
                if (i % groupSize == 0) {
                    scales[scale] = largest(w, o * in + i, groupSize) / Byte.MAX_VALUE;
                }
                codes[i * out + o] = (byte) Math.rint(w[o * in + i] / scales[scale]);
            }
        }
        String name = weight.name().substring(0, weight.name().lastIndexOf('.'));
        return List.of(
                new HostTensor(name + WeightFormat.CODES, DataType.I8, Shape.of(in, out), MemorySegment.ofArray(codes)),
                HostTensor.of(name + WeightFormat.SCALES, Shape.of(in / groupSize, out), scales));
    }

    private static float largest(float[] values, int from, int count) {
        float largest = Float.MIN_NORMAL;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    private static void writeConfig(File from, File to, Int8Quantization quantization) throws IOException {
        ObjectNode config = (ObjectNode) JSON.readTree(from);
        ObjectNode fields = config.putObject("quantization_config")
                .put("quant_method", Int8Quantization.METHOD)
                .put("group_size", quantization.groupSize());
        ArrayNode k = fields.putArray("k");
        quantization.k().forEach(k::add);
        JSON.writeValue(to, config);
    }
}
