package org.spikingbrain4j.inference;

/**
 * The tokens that may still be drawn, with weights proportional to their probabilities. They are put in order only as far
 * as someone asks for a rank: a heap is built in linear time and the best are taken from it one by one, so that top-k and
 * top-p never sort the vocabulary. Buffers are reused from token to token.
 */
final class Candidates {
    private final int[] tokens; // a heap, best first, from the front; ranks 0, 1, 2 ... from the back
    private final double[] weights; // by token
    private float[] logits = {};
    private int size;
    private int ordered;
    private boolean heaped;
    private double total;

    Candidates(int vocabularySize) {
        this.tokens = new int[vocabularySize];
        this.weights = new double[vocabularySize];
    }

    /**
     * Starts with the whole vocabulary and the weights e^((logit - largest) / temperature).
     *
     * @param newLogits [vocabulary], the largest finite; not changed before the draw
     * @param temperature above 0
     */
    void reset(float[] newLogits, double temperature) {
        logits = newLogits;
        float largest = logits[Argmax.of(logits)];
        total = 0;
        for (int token = 0; token < tokens.length; token++) {
            tokens[token] = token;
            weights[token] = Math.exp(((double) logits[token] - largest) / temperature);
            total += weights[token];
        }
        size = tokens.length;
        ordered = 0;
        heaped = false;
    }

    int size() {
        return size;
    }

    /** The token of a rank, 0 for the most probable one; the lower token first where two are equal. */
    int token(int rank) {
        orderUpTo(rank);
        return tokens[tokens.length - 1 - rank];
    }

    /** In proportion to the probability, 1 for rank 0. */
    double weight(int rank) {
        return weights[token(rank)];
    }

    double totalWeight() {
        return total;
    }

    /** Drops all but the best. */
    void keep(int newSize) {
        if (newSize >= size) {
            return;
        }
        total = 0;
        for (int rank = 0; rank < newSize; rank++) {
            total += weight(rank);
        }
        size = newSize;
    }

    /**
     * A token drawn by weight.
     *
     * @param uniform in [0, 1)
     */
    int draw(double uniform) {
        double left = uniform * total;
        int possible = tokens[tokens.length - 1];
        for (int i = 0; i < size; i++) {
            int token = i < ordered ? tokens[tokens.length - 1 - i] : tokens[i - ordered];
            if (weights[token] > 0) {
                possible = token;
                left -= weights[token];
                if (left < 0) {
                    break;
                }
            }
        }
        return possible; // the last possible one where rounding leaves a rest
    }

    private void orderUpTo(int rank) {
        if (!heaped && rank >= ordered) {
            for (int parent = tokens.length / 2 - 1; parent >= 0; parent--) {
                siftDown(parent, tokens.length);
            }
            heaped = true;
        }
        while (ordered <= rank) {
            int last = tokens.length - 1 - ordered;
            int best = tokens[0];
            tokens[0] = tokens[last];
            tokens[last] = best;
            ordered++;
            siftDown(0, last);
        }
    }

    private void siftDown(int start, int heapSize) {
        int parent = start;
        int token = tokens[parent];
        for (int child = 2 * parent + 1; child < heapSize; child = 2 * parent + 1) {
            if (child + 1 < heapSize && better(tokens[child + 1], tokens[child])) {
                child++;
            }
            if (!better(tokens[child], token)) {
                break;
            }
            tokens[parent] = tokens[child];
            parent = child;
        }
        tokens[parent] = token;
    }

    private boolean better(int a, int b) {
        return logits[a] > logits[b] || (logits[a] == logits[b] && a < b);
    }
}
