package org.spikingbrain4j.testkit;

/** Spikes straight from the specification (spec 6.1), and how near they were to being others. */
final class NaiveSpikes {
    private final double k;
    private double margin = Double.POSITIVE_INFINITY;

    /** @param k spikes of a channel on average; 0 where nothing spikes */
    NaiveSpikes(double k) {
        this.k = k;
    }

    /** What reaches a linear: n · v_th, with v_th = mean|x| / k of every run of channels and n = round(x / v_th). */
    double[] of(double[] x, int run) {
        if (k == 0) {
            return x;
        }
        double[] values = new double[x.length];
        for (int from = 0; from < x.length; from += run) {
            double sum = 0;
            for (int i = from; i < from + run; i++) {
                sum += Math.abs(x[i]);
            }
            float threshold = Math.clamp((float) (sum / run) / (float) k, 1e-5f, 1e4f);
            for (int i = from; i < from + run; i++) {
                float quotient = (float) x[i] / threshold;
                margin = Math.min(margin, Math.abs(Math.abs(quotient - Math.floor(quotient)) - 0.5));
                values[i] = Math.rint(quotient) * threshold;
            }
        }
        return values;
    }

    /** How much a quotient may change before its count does, over all so far. */
    double margin() {
        return margin;
    }
}
