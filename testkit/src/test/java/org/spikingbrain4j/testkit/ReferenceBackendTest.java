package org.spikingbrain4j.testkit;

import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

/** The reference against itself: shows that the contract can be met, and its life cycle and argument rules. */
class ReferenceBackendTest extends BackendContract {

    @Override
    public Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    public double tolerance() {
        return 1e-6;
    }

    /** It computes in double precision. */
    @Override
    public boolean computesInFloat32() {
        return false;
    }
}
