package org.spikingbrain4j.langchain4j;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.testkit.ByteTokenizer;

/**
 * Makes a random model with a {@link ByteTokenizer} knowledgeable: its logits are the model's own, but those of the tokens with which a
 * script's answers go on are raised above all others. It sees of a request what the model sees, its tokens.
 */
final class ScriptedBackend extends ForwardingBackend {
    private static final float FAR_ABOVE = 100;
    private static final int[] ANSWER_BEGINS = IntStream.concat(IntStream.of(ByteTokenizer.TURN), "assistant\n".chars())
            .toArray();

    private final Script script;

    /** Closing this closes {@code inner}. */
    ScriptedBackend(Backend inner, Script script) {
        super(inner);
        this.script = script;
    }

    /** What the model says. */
    @FunctionalInterface
    interface Script {
        /**
         * @param prompt as the chat template wrote it, special tokens left out
         * @return the best first; the others are for where the best is not allowed. None where the model shall babble
         */
        List<String> answers(String prompt);
    }

    @Override
    public RecurrentState recurrentState(AttentionHeads heads) {
        return new RememberedTokens(super.recurrentState(heads), new int[0]);
    }

    @Override
    public Operators openPass(int longestSpan) {
        return new ScriptedPass(super.openPass(longestSpan));
    }

    /** Where these tokens are a prompt and the beginning of its answer. */
    private void raise(float[] values, int row, int[] tokens) {
        int begin = answerBegin(tokens);
        if (begin < 0) {
            return;
        }
        float by = FAR_ABOVE;
        for (String answer : script.answers(text(Arrays.copyOf(tokens, begin)))) {
            int[] whole = IntStream.concat(bytes(answer), IntStream.of(ByteTokenizer.END_OF_TURN))
                    .toArray();
            int said = tokens.length - begin;
            if (said < whole.length && Arrays.equals(tokens, begin, tokens.length, whole, 0, said)) {
                values[row + whole[said]] += by;
            }
            by /= 2;
        }
    }

    private static IntStream bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF);
    }

    private static int answerBegin(int[] tokens) {
        for (int end = tokens.length; end >= ANSWER_BEGINS.length; end--) {
            if (Arrays.equals(tokens, end - ANSWER_BEGINS.length, end, ANSWER_BEGINS, 0, ANSWER_BEGINS.length)) {
                return end;
            }
        }
        return -1;
    }

    private static String text(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        IntStream.of(tokens).filter(token -> token < ByteTokenizer.END_OF_TEXT).forEach(bytes::write);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Follows the tokens of a pass to its logits. */
    private final class ScriptedPass extends ForwardingOperators {
        private int[] tokens = {};
        private int[][] read = {}; // by row, all tokens of its sequence up to it
        private int[] wanted = {}; // rows of the logits
        private Optional<Tensor> logits = Optional.empty();

        ScriptedPass(Operators inner) {
            super(inner);
        }

        @Override
        public Tensor embed(Weight table, int[] tokenIds) {
            tokens = tokenIds;
            wanted = IntStream.range(0, tokenIds.length).toArray();
            return super.embed(table, tokenIds);
        }

        @Override
        public Tensor gatedLinearAttention(
                Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
            read = new int[tokens.length][];
            spans.forEach(this::remember);
            List<Span<RecurrentState>> inner = spans.stream()
                    .map(span -> span.with(((RememberedTokens) span.state()).inner))
                    .toList();
            return super.gatedLinearAttention(q, k, v, logGate, heads, inner);
        }

        private void remember(Span<RecurrentState> span) {
            RememberedTokens state = (RememberedTokens) span.state();
            for (int row = span.row(); row < span.row() + span.length(); row++) {
                state.add(tokens[row]);
                read[row] = state.tokens;
            }
        }

        @Override
        public Tensor selectRows(Tensor x, int[] rows) {
            wanted = rows;
            return super.selectRows(x, rows);
        }

        @Override
        public Tensor linear(Tensor x, Weight weight) {
            Tensor result = super.linear(x, weight);
            if (weight.name().equals("lm_head.weight")) {
                logits = Optional.of(result);
            }
            return result;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // this very tensor
        public float[] toHost(Tensor x) {
            float[] values = super.toHost(x);
            if (logits.isPresent() && logits.get() == x) {
                for (int i = 0; i < wanted.length; i++) {
                    raise(values, i * x.columns(), read[wanted[i]]);
                }
            }
            return values;
        }
    }

    /** A layer's state that also knows what its sequence has read. */
    private static final class RememberedTokens implements RecurrentState {
        private final RecurrentState inner;
        private volatile int[] tokens;

        RememberedTokens(RecurrentState inner, int[] tokens) {
            this.inner = inner;
            this.tokens = tokens;
        }

        void add(int token) {
            int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
            longer[tokens.length] = token;
            tokens = longer;
        }

        @Override
        public AttentionHeads heads() {
            return inner.heads();
        }

        @Override
        public RecurrentState copy() {
            return new RememberedTokens(inner.copy(), tokens);
        }

        @Override
        public HostTensor export(String name) {
            return inner.export(name);
        }

        @Override
        public void restore(HostTensor matrices) {
            inner.restore(matrices);
        }

        @Override
        public long bytes() {
            return inner.bytes();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
