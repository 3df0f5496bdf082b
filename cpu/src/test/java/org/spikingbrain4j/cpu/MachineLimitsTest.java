package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineLimitsTest {

    @Test
    void limitsArePlausible() {
        assertThat(MachineLimits.streamingBandwidth(1)).isBetween(0.1, 2_000.0);
        assertThat(MachineLimits.fmaPeak(1)).isBetween(0.1, 2_000.0);
    }
}
