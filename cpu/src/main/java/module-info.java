/**
 * Runs the operators on any CPU. The Vector API is optional at run time ({@code --add-modules jdk.incubator.vector}): without
 * it the kernels are plain loops.
 */
module org.spikingbrain4j.cpu {
    requires transitive org.spikingbrain4j.operators;
    requires static jdk.incubator.vector;

    exports org.spikingbrain4j.cpu;

    uses org.spikingbrain4j.cpu.IntegerGemmProvider;
}
