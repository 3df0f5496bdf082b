package org.spikingbrain4j.cpu.onednn;

import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.cpu.GemmChoice;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.Int8LinearContract;

/** The back end with this library gives the very bits that every back end must give. */
class OneDnnBackendTest implements Int8LinearContract {
    @Override
    public Backend backend() {
        return Natives.require(() -> CpuBackend.create(
                CpuOptions.builder().threads(2).gemm(GemmChoice.ONEDNN).build()));
    }

    @Override
    public double tolerance() {
        return 1e-5;
    }
}
