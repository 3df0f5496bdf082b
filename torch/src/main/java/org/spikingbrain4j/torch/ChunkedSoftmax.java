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
        Optional<Tensor> gradientOfX = zerosWhereLearned(scope, x);
        Optional<Tensor> gradientOfHead = zerosWhereLearned(scope, head);
        double value = scope.compute(() -> {
            GradMode.set_enabled(false);
            return accumulate(gradientOfX, gradientOfHead);
        });
        Tensor source = scope.keep(() -> {
            Tensor sum = torch.zeros(1).sum();
            Tensor withX =
                    gradientOfX.map(gradient -> sum.add(x.mul(gradient).sum())).orElse(sum);
            return gradientOfHead
                    .map(gradient -> withX.add(head.mul(gradient).sum()))
                    .orElse(withX);
        });
        return new Loss(scope, value, source);
    }

    /** Where the gradient by an input is added up, if anybody will ask for it: that of a head is as large as the head. */
    private static Optional<Tensor> zerosWhereLearned(PassScope scope, Tensor input) {
        return scope.gradients() && input.requires_grad()
                ? Optional.of(scope.keep(() -> torch.zeros_like(input.detach())))
                : Optional.empty();
    }

    private double accumulate(Optional<Tensor> gradientOfX, Optional<Tensor> gradientOfHead) {
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
                sum += loss(prepared, from, logProbabilities);
                if (gradientOfX.isPresent() || gradientOfHead.isPresent()) {
                    Tensor gradient =
                            prepared.gradient(from, logProbabilities.exp_()).mul_(new Scalar(factor));
                    gradientOfX.ifPresent(ofX -> ofX.addmm_(gradient, head.narrow(0, start, size)));
                    gradientOfHead.ifPresent(
                            ofHead -> ofHead.narrow(0, start, size).addmm_(gradient.t(), x));
                }
            }
        }
        return sum * factor;
    }

    /** Of one chunk, over all rows. It leaves nothing behind that is as large as the chunk. */
    private static double loss(SoftmaxTarget.Prepared prepared, long from, Tensor logProbabilities) {
        try (PointerScope _ = new PointerScope()) {
            return prepared.loss(from, logProbabilities)
                    .to(ScalarType.Double)
                    .sum()
                    .item_double();
        }
    }

    static Tensor logits(Tensor x, Tensor head, long from, long size) {
        return x.mm(head.narrow(0, from, size).t());
    }

    /** log Σ e^logit of each row, [rows, 1]. */
    Tensor normalizer(Tensor input, Tensor weight) {
        Tensor all = Native.hidden(input.size(0), 1);
        for (long from = 0; from < weight.size(0); from += chunk) {
            // Of its own: the logits of a chunk end with it.
            try (PointerScope _ = new PointerScope()) {
                long size = Math.min(chunk, weight.size(0) - from);
                Tensor ofChunk = logits(input, weight, from, size).logsumexp(new long[] {1}, true);
                all.copy_(all.logaddexp(ofChunk));
            }
        }
        return all;
    }
}
