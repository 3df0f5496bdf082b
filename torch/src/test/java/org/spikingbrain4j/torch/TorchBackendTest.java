package org.spikingbrain4j.torch;

import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.BackendContract;

/** The operator contract on libtorch. */
class TorchBackendTest extends BackendContract {
    @Override
    public Backend backend() {
        return new TorchBackend(2);
    }

    @Override
    public double tolerance() {
        return 2e-5;
    }
}
