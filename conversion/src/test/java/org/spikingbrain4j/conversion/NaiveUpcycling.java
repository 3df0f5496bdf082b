package org.spikingbrain4j.conversion;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.HostTensor;

/**
 * The feed-forward network of a layer of a base and the router that was made for it, written down from the formulas and with no operator.
 *
 * @param gate [intermediate, hidden]
 * @param router [experts, hidden]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NaiveUpcycling(double[] norm, double[][] gate, double[][] up, double[][] down, double[][] router) {
    private static final double EPSILON = 1e-6;

    static NaiveUpcycling of(Checkpoint base, Checkpoint made, int layer) {
        String name = "model.layers.%d.".formatted(layer);
        return new NaiveUpcycling(
                base.tensor(name + "post_attention_layernorm.weight").toDoubles(),
                rows(base.tensor(name + "mlp.gate_proj.weight")),
                rows(base.tensor(name + "mlp.up_proj.weight")),
                rows(base.tensor(name + "mlp.down_proj.weight")),
                rows(made.tensor(name + "moe.router.weight")));
    }

    private static double[][] rows(HostTensor matrix) {
        double[] values = matrix.toDoubles();
        int rows = (int) matrix.shape().dimension(0);
        int columns = (int) matrix.shape().dimension(1);
        return IntStream.range(0, rows)
                .mapToObj(row -> Arrays.copyOfRange(values, row * columns, (row + 1) * columns))
                .toArray(double[][]::new);
    }

    double[] normed(double[] x) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double scale = 1 / Math.sqrt(squares / x.length + EPSILON);
        return IntStream.range(0, x.length)
                .mapToDouble(i -> x[i] * scale * norm[i])
                .toArray();
    }

    /** Of a network whose matrices are scaled. */
    double[] output(double[] normed, double scale) {
        double[] g = times(gate, normed);
        double[] u = times(up, normed);
        double[] inner = new double[g.length];
        for (int i = 0; i < g.length; i++) {
            double z = scale * g[i];
            inner[i] = scale * z / (1 + Math.exp(-z)) * scale * u[i];
        }
        return times(down, inner);
    }

    /**
     * How far an output of a network whose matrices are scaled is from the scaled output at most: as the slope of a sigmoid is 1/4 at most,
     * SiLU(scale · g) differs from scale · SiLU(g) by scale · |scale - 1| · g² / 4 at most.
     */
    double[] siluBound(double[] normed, double scale) {
        double[] g = times(gate, normed);
        double[] u = times(up, normed);
        double[] bound = new double[down.length];
        for (int out = 0; out < down.length; out++) {
            for (int i = 0; i < g.length; i++) {
                bound[out] += Math.abs(down[out][i]) * g[i] * g[i] * Math.abs(u[i]);
            }
            bound[out] *= Math.pow(scale, 3) * Math.abs(scale - 1) / 4;
        }
        return bound;
    }

    /** Probability of the chosen experts together. */
    double chosen(double[] normed, int active) {
        double[] logits = times(router, normed);
        double all = Arrays.stream(logits).map(Math::exp).sum();
        return Arrays.stream(logits)
                .boxed()
                .sorted(Comparator.reverseOrder())
                .limit(active)
                .mapToDouble(logit -> Math.exp(logit) / all)
                .sum();
    }

    private static double[] times(double[][] matrix, double[] x) {
        double[] y = new double[matrix.length];
        for (int row = 0; row < y.length; row++) {
            for (int i = 0; i < x.length; i++) {
                y[row] += matrix[row][i] * x[i];
            }
        }
        return y;
    }
}
