package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;

/** Gated linear attention: gates from none to total, chunks, several sequences in a pass. */
public interface GatedLinearAttentionContract extends ContractSubject {

    @ParameterizedTest(name = "gated linear attention {0}")
    @MethodSource("org.spikingbrain4j.testkit.AttentionCase#groupings")
    default void gatedLinearAttentionAgrees(AttentionHeads heads) {
        RandomData random = new RandomData(71);
        for (int length : List.of(1, 4, 13, 64, 207)) {
            AttentionCase inputs = AttentionCase.random(random, heads, length);
            try (SideBySide sides = new SideBySide(this)) {
                sides.agree(
                        "GLA %s, %d tokens, %s".formatted(heads, length, random),
                        inputs.gatedLinear(length),
                        inputs.gatedLinear(length));
            }
        }
    }

    /** Accumulated log-gates reach -750 and beyond: a form that divides by accumulated gates overflows. */
    @ParameterizedTest(name = "constant log-gate {0}")
    @ValueSource(doubles = {0, -1e-4, -0.05, -0.7, -5, -20, -50, -90, -1e4})
    default void constantGatesAgree(double gate) {
        gatesAgree(gate, gate);
    }

    @Test
    default void strongAndMixedGatesAgree() {
        gatesAgree(-5, -4.5);
        gatesAgree(-12, 0);
        gatesAgree(-300, 0);
    }

    /** Channels that forget everything beside channels that keep everything, changing from token to token. */
    @Test
    default void gatesOfAllStrengthsSideBySideAgree() {
        RandomData random = new RandomData(73);
        AttentionCase inputs = AttentionCase.random(random, new AttentionHeads(6, 2, 16), 150, 0, 1);
        float[] strengths = {0, -1e-6f, -0.01f, -0.7f, -5, -50, -1e4f};
        float[] gates = inputs.gate().values();
        for (int i = 0; i < gates.length; i++) {
            gates[i] = strengths[(int) (gates[i] * 0.999f * strengths.length)];
        }
        chunksAgree("mixed gates, " + random, inputs);
    }

    private void gatesAgree(double low, double high) {
        RandomData random = new RandomData(72);
        for (AttentionHeads heads : List.of(new AttentionHeads(6, 2, 16), new AttentionHeads(2, 1, 64))) {
            AttentionCase inputs = AttentionCase.random(random, heads, 150, low, high);
            chunksAgree("gates %s to %s, %s, %s".formatted(low, high, heads, random), inputs);
        }
    }

    private void chunksAgree(String what, AttentionCase inputs) {
        for (int chunk : List.of(1, 7, 16, 64, 150)) {
            try (SideBySide sides = new SideBySide(this)) {
                sides.agree(what + ", chunks of " + chunk, inputs.gatedLinear(chunk), inputs.gatedLinear(150));
            }
        }
    }

    /** Sequences of different length, each with a state of its own, in one call. */
    @Test
    default void spansOfStatesEqualSeparateSequences() {
        RandomData random = new RandomData(74);
        AttentionHeads heads = new AttentionHeads(7, 1, 16);
        AttentionCase history = AttentionCase.random(random, heads, 30);
        AttentionCase joined = AttentionCase.random(random, heads, 60);
        List<Integer> lengths = List.of(1, 17, 1, 41);
        try (SideBySide sides = new SideBySide(this)) {
            sides.agree(
                    "GLA of 4 sequences, " + random,
                    lane -> {
                        List<Span<RecurrentState>> spans = new ArrayList<>();
                        int row = 0;
                        for (int length : lengths) {
                            RecurrentState state = stateAfter(lane, history.slice(0, 1 + row % 30));
                            spans.add(new Span<>(row, length, 1 + row % 30, state));
                            row += length;
                        }
                        float[] outputs = lane.pass(ops -> ops.toHost(joined.gatedLinear(lane, ops, spans)));
                        return List.of(outputs);
                    },
                    lane -> {
                        List<float[]> outputs = new ArrayList<>();
                        int row = 0;
                        for (int length : lengths) {
                            RecurrentState state = stateAfter(lane, history.slice(0, 1 + row % 30));
                            outputs.add(joined.slice(row, length).gatedLinear(lane, state, length));
                            row += length;
                        }
                        return List.<float[]>of(AttentionCase.concatenate(outputs));
                    });
        }
    }

    private static RecurrentState stateAfter(Lane lane, AttentionCase history) {
        RecurrentState state = lane.recurrentState(history.heads());
        history.gatedLinear(lane, state, history.length());
        return state;
    }

    /** Spikes and relu make most inputs zero. */
    @Test
    default void zeroInputsLeaveADecayedState() {
        RandomData random = new RandomData(75);
        AttentionHeads heads = new AttentionHeads(2, 2, 16);
        AttentionCase history = AttentionCase.random(random, heads, 10);
        AttentionCase silent = AttentionCase.random(random, heads, 21);
        Arrays.fill(silent.k().values(), 0);
        try (SideBySide sides = new SideBySide(this)) {
            sides.agree(random, lane -> continued(lane, history, silent), lane -> continued(lane, history, silent));
        }
    }

    private static List<float[]> continued(Lane lane, AttentionCase history, AttentionCase next) {
        RecurrentState state = stateAfter(lane, history);
        return List.of(
                next.gatedLinear(lane, state, next.length()), state.export("s").toFloats());
    }
}
