package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;

/** Which passes are looked at. */
class ActivityMeterTest {
    private static final int PREFILL = 7;

    private final Passes passes = new Passes();
    private final ActivityMeter meter = new ActivityMeter();
    private final Backend metered = meter.over(passes);

    @Test
    void ofADenseModelsPassesMostAreLeftAlone() {
        assertThat(watched(1)).as("the first decode pass").isTrue();
        assertThat(watched(1)).isFalse();
        assertThat(watched(PREFILL)).isFalse();
    }

    @Test
    void expertsAreCountedInEveryPass() {
        meter.countExperts();
        HostTensor logits = HostTensor.of("logits", Shape.of(1, 2), new float[] {0, 1});
        for (int tokens : new int[] {1, 1, PREFILL}) {
            try (Operators pass = metered.openPass(tokens)) {
                pass.route(pass.embed(metered.load(logits), new int[tokens]), 1, "model.layers.4.moe.router");
            }
        }
        assertThat(meter.experts().load().get(4).tokens()).containsExactly(0L, 1L + 1 + PREFILL);
    }

    @Test
    void whatTheModelReadsForItselfIsNoPassOfItsText() {
        assertThat(metered.unobserved()).isSameAs(passes);
    }

    private boolean watched(int longestSpan) {
        try (Operators pass = metered.openPass(longestSpan)) {
            return !(pass instanceof Pass);
        }
    }

    /** Opens passes that can be told from views of them. */
    private static final class Passes extends ForwardingBackend {
        Passes() {
            super(new ReferenceBackend());
        }

        @Override
        public Operators openPass(int longestSpan) {
            return new Pass(super.openPass(longestSpan));
        }
    }

    private static final class Pass extends ForwardingOperators {
        Pass(Operators inner) {
            super(inner);
        }
    }
}
