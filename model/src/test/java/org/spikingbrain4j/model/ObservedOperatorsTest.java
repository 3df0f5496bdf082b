package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

class ObservedOperatorsTest {
    /** As without observers. */
    @Test
    void spikesOfAnotherPassAreRefusedByThePassItself() {
        try (Backend backend = new ObservedBackend(new ReferenceBackend())) {
            Tensor foreign;
            try (Operators other = backend.openPass()) {
                HostTensor table = HostTensor.of("rows", Shape.of(1, 2), new float[] {1, 2});
                Tensor x = other.embed(backend.load(table), new int[] {0});
                foreign = other.spike(x, new SpikeRule("rows", 3, 2, SpikeExecution.COUNTS));
            }
            try (Operators pass = backend.openPass()) {
                assertThatThrownBy(() -> pass.spikeValues(foreign)).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    /** Names decide nothing: who is not to be told reads on the back end itself. */
    @Test
    void rowsOfEveryTableAreTold() {
        List<Integer> told = new ArrayList<>();
        PassObserver observer = new PassObserver() {
            @Override
            public void tokens(int count) {
                told.add(count);
            }
        };
        try (Backend reference = new ReferenceBackend();
                Backend observed = new ObservedBackend(reference, observer);
                Backend twice = new ObservedBackend(observed, observer)) {
            assertThat(twice.unobserved()).isSameAs(reference);
            HostTensor sinks = HostTensor.of(SinkTokens.EMBEDDINGS, Shape.of(1, 2), new float[] {1, 2});
            HostTensor words = HostTensor.of("words", Shape.of(1, 2), new float[] {1, 2});
            try (Operators pass = observed.openPass()) {
                pass.embed(observed.load(sinks), new int[] {0, 0, 0});
                pass.embed(observed.load(words), new int[] {0, 0});
            }
            assertThat(told).containsExactly(3, 2);
            try (Operators pass = twice.unobserved().openPass()) {
                pass.embed(observed.load(words), new int[] {0});
            }
            assertThat(told).hasSize(2);
        }
    }

    /** The router is who it says it is, whatever made its logits. */
    @Test
    void routersAreToldByTheirNames() {
        Map<String, Integer> told = new LinkedHashMap<>();
        PassObserver observer = new PassObserver() {
            @Override
            public void routed(String router, Routing routing) {
                told.put(router, routing.rows().get(1).length);
            }
        };
        try (Backend backend = new ObservedBackend(new ReferenceBackend(), observer);
                Operators pass = backend.openPass()) {
            HostTensor table = HostTensor.of("logits", Shape.of(2, 3), new float[] {0, 1, 0, 1, 0, 0});
            Tensor logits = pass.embed(backend.load(table), new int[] {0, 1, 0});
            HostTensor identity = HostTensor.of("one.weight", Shape.of(3, 3), new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
            pass.linear(logits, backend.load(identity));
            pass.route(logits, 1, "model.layers.3.moe.router");
            assertThat(told).containsExactly(Map.entry("model.layers.3.moe.router", 2));
        }
    }
}
