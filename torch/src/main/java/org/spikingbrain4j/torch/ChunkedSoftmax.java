package org.spikingbrain4j.torch;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Softmax over a vocabulary and a loss of it, chunk by chunk of the vocabulary. The gradients are computed with the loss, and
 * handed to libtorch as those of a linear function: the graph never holds logits.
 */
final class ChunkedSoftmax {
    /** Logits held at once; below it the vocabulary is one chunk and nothing is computed twice. */
    private static final long MOST_LOGITS = 1 << 25;

    private final Tensor x;
    private final Tensor head;
    private final SoftmaxTarget target;
    private final long chunk;

    /**
     * @param x [rows, hidden]
     * @param head [vocabulary, hidden]
     */
    ChunkedSoftmax(Tensor x, Tensor head, SoftmaxTarget target) {
        this(x, head, target, Math.max(1024, MOST_LOGITS / Math.max(1, x.size(0))));
    }

    /** @param chunk entries of the vocabulary at once */
    ChunkedSoftmax(Tensor x, Tensor head, SoftmaxTarget target, long chunk) {
        this.x = x;
        this.head = head;
        this.target = target;
        this.chunk = Math.min(chunk, head.size(0));
    }

    /** The mean over the rows that count, with gradients where the scope has them. */
    Loss loss(PassScope scope) {
        boolean forX = x.requires_grad();
        boolean forHead = head.requires_grad();
        Tensor forXOnly = scope.keep(() -> torch.zeros_like(x.detach()));
        Tensor forHeadOnly = scope.keep(() -> torch.zeros_like(head.detach()));
        double value = scope.compute(() -> {
            GradMode.set_enabled(false);
            return accumulate(forX, forXOnly, forHead, forHeadOnly);
        });
        Tensor source = scope.keep(() -> {
            Tensor sum = torch.zeros(1).sum();
            Tensor withX = forX ? sum.add(x.mul(forXOnly).sum()) : sum;
            return forHead ? withX.add(head.mul(forHeadOnly).sum()) : withX;
        });
        return new Loss(scope, value, source);
    }

    private double accumulate(boolean forX, Tensor gradientOfX, boolean forHead, Tensor gradientOfHead) {
        SoftmaxTarget.Prepared prepared = target.prepare(this);
        Optional<Tensor> whole = chunk == head.size(0) ? Optional.of(logits(x, head, 0, chunk)) : Optional.empty();
        Tensor normalizer =
                whole.map(logits -> logits.logsumexp(new long[] {1}, true)).orElseGet(() -> normalizer(x, head));
        double factor = 1.0 / target.rows();
        double sum = 0;
        for (long from = 0; from < head.size(0); from += chunk) {
            try (PointerScope _ = new PointerScope()) {
                long size = Math.min(chunk, head.size(0) - from);
                long start = from;
                Tensor logProbabilities =
                        whole.orElseGet(() -> logits(x, head, start, size)).sub_(normalizer);
                sum += prepared.loss(from, logProbabilities)
                        .to(ScalarType.Double)
                        .sum()
                        .item_double();
                if (forX || forHead) {
                    Tensor gradient =
                            prepared.gradient(from, logProbabilities.exp_()).mul_(new Scalar(factor));
                    if (forX) {
                        gradientOfX.addmm_(gradient, head.narrow(0, from, size));
                    }
                    if (forHead) {
                        gradientOfHead.narrow(0, from, size).addmm_(gradient.t(), x);
                    }
                }
            }
        }
        return sum * factor;
    }

    static Tensor logits(Tensor x, Tensor head, long from, long size) {
        return x.mm(head.narrow(0, from, size).t());
    }

    /** log Σ e^logit of each row, [rows, 1]. */
    Tensor normalizer(Tensor input, Tensor weight) {
        Tensor all = logits(input, weight, 0, chunk).logsumexp(new long[] {1}, true);
        for (long from = chunk; from < weight.size(0); from += chunk) {
            long size = Math.min(chunk, weight.size(0) - from);
            all = all.logaddexp(logits(input, weight, from, size).logsumexp(new long[] {1}, true));
        }
        return all;
    }
}
