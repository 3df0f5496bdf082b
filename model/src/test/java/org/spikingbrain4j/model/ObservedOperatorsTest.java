package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
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
}
