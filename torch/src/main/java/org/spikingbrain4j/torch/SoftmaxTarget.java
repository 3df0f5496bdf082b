package org.spikingbrain4j.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What the next-token distribution of each row should be. */
sealed interface SoftmaxTarget {
    /** Rows that count. */
    long rows();

    /** Makes it ready for the chunks of a softmax: what all of them need is computed once. */
    Prepared prepare(ChunkedSoftmax softmax);

    /** Losses and gradients, chunk by chunk. */
    interface Prepared {
        /**
         * The loss that a chunk adds to each row, [rows, 1].
         *
         * @param from first entry of the chunk
         * @param logProbabilities of the chunk, [rows, chunk]
         */
        Tensor loss(long from, Tensor logProbabilities);

        /**
         * Gradient by the logits of a chunk, times the number of rows that count.
         *
         * @param probabilities of the chunk, [rows, chunk]; may be overwritten
         */
        Tensor gradient(long from, Tensor probabilities);
    }

    /** One token a row; negative ones do not count. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tokens(int[] tokens) implements SoftmaxTarget {
        @Override
        public long rows() {
            return Arrays.stream(tokens).filter(token -> token >= 0).count();
        }

        @Override
        public Prepared prepare(ChunkedSoftmax softmax) {
            Tensor all = Native.indices(tokens).unsqueeze(1);
            Tensor counts = all.ge(new Scalar(0)).to(ScalarType.Float);
            return new Prepared() {
                @Override
                public Tensor loss(long from, Tensor logProbabilities) {
                    return logProbabilities
                            .gather(1, within(from, logProbabilities.size(1)))
                            .mul(isWithin(from, logProbabilities.size(1)))
                            .neg();
                }

                @Override
                public Tensor gradient(long from, Tensor probabilities) {
                    long size = probabilities.size(1);
                    return probabilities
                            .scatter_add_(
                                    1, within(from, size), isWithin(from, size).neg())
                            .mul_(counts);
                }

                private Tensor within(long from, long size) {
                    return all.sub(new Scalar(from))
                            .clamp_(new ScalarOptional(new Scalar(0L)), new ScalarOptional(new Scalar(size - 1)));
                }

                private Tensor isWithin(long from, long size) {
                    return all.ge(new Scalar(from))
                            .logical_and(all.lt(new Scalar(from + size)))
                            .to(ScalarType.Float);
                }
            };
        }
    }

    /**
     * The distribution of another model.
     *
     * @param x [rows, its hidden]
     * @param head [vocabulary, its hidden]
     */
    record Teacher(Tensor x, Tensor head) implements SoftmaxTarget {
        @Override
        public long rows() {
            return x.size(0);
        }

        @Override
        public Prepared prepare(ChunkedSoftmax softmax) {
            Tensor normalizer = softmax.normalizer(x, head);
            return new Prepared() {
                @Override
                public Tensor loss(long from, Tensor logProbabilities) {
                    Tensor own = logProbabilities(from, logProbabilities.size(1));
                    return Native.sum(own.exp().mul(own.sub(logProbabilities)), true, 1);
                }

                @Override
                public Tensor gradient(long from, Tensor probabilities) {
                    return probabilities.sub_(
                            logProbabilities(from, probabilities.size(1)).exp());
                }

                private Tensor logProbabilities(long from, long size) {
                    return ChunkedSoftmax.logits(x, head, from, size).sub_(normalizer);
                }
            };
        }
    }
}
