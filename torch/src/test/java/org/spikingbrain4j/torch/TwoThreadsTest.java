package org.spikingbrain4j.torch;

import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.LifecycleContract;
import org.spikingbrain4j.testkit.OfficialVectorsContract;
import org.spikingbrain4j.testkit.ResidualContract;

/** A part of the contract on libtorch with two threads. */
class TwoThreadsTest implements LifecycleContract, OfficialVectorsContract, ResidualContract {
    @Override
    public Backend backend() {
        return new TorchBackend(2);
    }

    @Override
    public double tolerance() {
        return 2e-5;
    }
}
