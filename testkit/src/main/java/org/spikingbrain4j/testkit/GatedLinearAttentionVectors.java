package org.spikingbrain4j.testkit;

import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;

/** The cases of {@link Fixtures#GLA_KERNEL}: inputs in float32, results in float64 (spec 8). */
final class GatedLinearAttentionVectors implements AutoCloseable {
    private final SafetensorsFile file =
            SafetensorsFile.open(Fixtures.GLA_KERNEL.directory().resolve("vectors.safetensors"));

    /**
     * One case.
     *
     * @param start the state before the first token, where it is not zero
     * @param outputs [tokens, heads · headDim]
     * @param end the state after the last token, [heads, headDim, headDim]
     */
    record Vector(String name, AttentionCase inputs, Optional<HostTensor> start, double[] outputs, double[] end) {}

    List<Vector> all() {
        return file.tensorNames().stream()
                .filter(name -> name.endsWith(".q"))
                .map(name -> vector(name.substring(0, name.length() - 2)))
                .toList();
    }

    private Vector vector(String name) {
        HostTensor q = file.tensor(name + ".q");
        int headCount = (int) q.shape().dimension(0);
        AttentionHeads heads =
                new AttentionHeads(headCount, headCount, (int) q.shape().dimension(2));
        AttentionCase inputs =
                new AttentionCase(heads, matrix(q), matrix(name + ".k"), matrix(name + ".v"), matrix(name + ".g"));
        String start = name + ".h0";
        return new Vector(
                name,
                inputs,
                file.contains(start) ? Optional.of(file.tensor(start)) : Optional.empty(),
                byToken(file.tensor(name + ".o")),
                file.tensor(name + ".ht").toDoubles());
    }

    private Matrix matrix(String name) {
        return matrix(file.tensor(name));
    }

    private static Matrix matrix(HostTensor tensor) {
        double[] values = byToken(tensor);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        int tokens = (int) tensor.shape().dimension(1);
        return new Matrix(tokens, floats.length / tokens, floats);
    }

    // [heads, tokens, headDim] to [tokens, heads · headDim]
    private static double[] byToken(HostTensor tensor) {
        int heads = (int) tensor.shape().dimension(0);
        int tokens = (int) tensor.shape().dimension(1);
        int d = (int) tensor.shape().dimension(2);
        double[] values = new double[heads * tokens * d];
        for (int i = 0; i < values.length; i++) {
            int h = i / (tokens * d);
            int t = i / d % tokens;
            values[(t * heads + h) * d + i % d] = tensor.value(i);
        }
        return values;
    }

    @Override
    public void close() {
        file.close();
    }
}
