package org.spikingbrain4j.cpu;

/**
 * One form of all kernels.
 *
 * @param description for people, without the number of threads
 */
record Kernels(
        String description,
        ElementKernels elements,
        LinearKernels linear,
        ChannelKernels channels,
        AttentionKernels attention,
        MachineKernels machine) {}
