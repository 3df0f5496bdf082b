package org.spikingbrain4j.cpu;

/** What a pass needs for itself; kept by the back end for the next pass. */
record PassMemory(
        ScratchArena arena,
        NativeScratch scratch,
        RotaryTable rotary,
        SoftmaxAttention softmax,
        GatedLinearAttention gatedLinear) {

    static PassMemory create(Parallel pool, AttentionKernels kernels, boolean poison) {
        return new PassMemory(
                new ScratchArena(poison),
                new NativeScratch(),
                new RotaryTable(),
                new SoftmaxAttention(pool, kernels),
                new GatedLinearAttention(pool, kernels));
    }
}
