package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.spiking.LeakyIntegrateAndFire.Response;

class LeakyIntegrateAndFireTest {
    private static final double[] CURRENTS = {0.5, 0.75, 2, 0, -1, 0.25};

    /** Potentials before reset: 0.5, 1, 2.1, 0.05, -0.975, -0.2375. */
    @Test
    void hardResetForgetsWhatWasAbove() {
        Response response = LeakyIntegrateAndFire.hard(0.5, 1, 0.1).run(CURRENTS);
        assertThat(response.spikes()).containsExactly(0, 1, 1, 0, 0, 0);
        assertThat(response.potentials())
                .containsExactly(new double[] {0.5, 0.1, 0.1, 0.05, -0.975, -0.2375}, within(1e-12));
    }

    /** Potentials before reset: 0.5, 1, 2, 0.5, -0.75, -0.125. */
    @Test
    void softResetKeepsIt() {
        Response response = LeakyIntegrateAndFire.soft(0.5, 1).run(CURRENTS);
        assertThat(response.spikes()).containsExactly(0, 1, 1, 0, 0, 0);
        assertThat(response.potentials()).containsExactly(0.5, 0, 1, 0.5, -0.75, -0.125);
    }

    @Test
    void withoutLeakSoftResetCountsTheCharge() {
        Response response = LeakyIntegrateAndFire.soft(1, 1).run(new double[] {3.5, 0, 0, 0, 0});
        assertThat(response.spikes()).containsExactly(1, 1, 1, 0, 0);
        assertThat(response.potentials()).containsExactly(2.5, 1.5, 0.5, 0.5, 0.5);
    }

    @Test
    void stepsAndRunAgree() {
        LeakyIntegrateAndFire neuron = LeakyIntegrateAndFire.hard(0.9, 1.2, -0.3);
        LeakyIntegrateAndFire.Membrane membrane = neuron.atRest();
        Response response = neuron.run(CURRENTS);
        for (int t = 0; t < CURRENTS.length; t++) {
            assertThat(membrane.step(CURRENTS[t])).isEqualTo(response.spikes()[t]);
            assertThat(membrane.potential()).isEqualTo(response.potentials()[t]);
        }
    }

    @Test
    void aTimeConstantIsADecay() {
        assertThat(LeakyIntegrateAndFire.decay(20, 1)).isCloseTo(0.951229, within(1e-6));
    }

    @Test
    void refusesParametersThatMakeNoNeuron() {
        assertRefused(() -> LeakyIntegrateAndFire.soft(1.1, 1), "decay");
        assertRefused(() -> LeakyIntegrateAndFire.soft(Double.NaN, 1), "decay");
        assertRefused(() -> LeakyIntegrateAndFire.soft(0.5, 0), "threshold");
        assertRefused(() -> LeakyIntegrateAndFire.hard(0.5, 1, 1), "reset potential");
        assertRefused(() -> LeakyIntegrateAndFire.decay(0, 1), "time constant");
        assertRefused(() -> LeakyIntegrateAndFire.soft(0.5, 1).run(new double[] {Double.NaN}), "current");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
