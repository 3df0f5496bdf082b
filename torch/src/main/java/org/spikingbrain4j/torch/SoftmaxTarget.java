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
            return new PreparedTokens(all, all.ge(new Scalar(0)).to(ScalarType.Float));
        }
    }

    /**
     * Tokens as tensors.
     *
     * @param tokens [rows, 1]
     * @param counts 1 where a row counts, otherwise 0, [rows, 1]
     */
    record PreparedTokens(Tensor tokens, Tensor counts) implements Prepared {
        @Override
        public Tensor loss(long from, Tensor logProbabilities) {
            long size = logProbabilities.size(1);
            return logProbabilities
                    .gather(1, within(from, size))
                    .mul(isWithin(from, size))
                    .neg();
        }

        @Override
        public Tensor gradient(long from, Tensor probabilities) {
            long size = probabilities.size(1);
            return probabilities
                    .scatter_add_(1, within(from, size), isWithin(from, size).neg())
                    .mul_(counts);
        }

        /** Columns of the chunk; any one where the token is elsewhere. */
        private Tensor within(long from, long size) {
            return tokens.sub(new Scalar(from))
                    .clamp_(new ScalarOptional(new Scalar(0L)), new ScalarOptional(new Scalar(size - 1)));
        }

        private Tensor isWithin(long from, long size) {
            return tokens.ge(new Scalar(from))
                    .logical_and(tokens.lt(new Scalar(from + size)))
                    .to(ScalarType.Float);
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
            return new PreparedTeacher(this, softmax.normalizer(x, head));
        }
    }

    /**
     * A teacher whose distribution is known but for its logits.
     *
     * @param normalizer [rows, 1]
     */
    record PreparedTeacher(Teacher teacher, Tensor normalizer) implements Prepared {
        @Override
        public Tensor loss(long from, Tensor logProbabilities) {
            Tensor wanted = logProbabilities(from, logProbabilities.size(1));
            Tensor ratio = wanted.sub(logProbabilities);
            return Native.sum(wanted.exp_().mul_(ratio), true, 1);
        }

        @Override
        public Tensor gradient(long from, Tensor probabilities) {
            return probabilities.sub_(
                    logProbabilities(from, probabilities.size(1)).exp_());
        }

        private Tensor logProbabilities(long from, long size) {
            return ChunkedSoftmax.logits(teacher.x, teacher.head, from, size).sub_(normalizer);
        }
    }
}
