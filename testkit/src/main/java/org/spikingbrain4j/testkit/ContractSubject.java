package org.spikingbrain4j.testkit;

import org.spikingbrain4j.operators.Backend;

/** What a test class gives to have its back end tested: it implements this with the contracts it wants to run. */
public interface ContractSubject {
    /** A new back end; the test closes it. */
    Backend backend();

    /**
     * Largest relative root mean square error of a result against the reference; the largest error of one element may be 30
     * times that, relative to the largest element.
     */
    double tolerance();

    /**
     * Whether linears of integer weights on spikes add in float32, in the order that the contract names: then every bit of
     * theirs is compared.
     */
    default boolean computesInFloat32() {
        return true;
    }
}
