/**
 * The INT8 matrix product of oneDNN for the CPU back end, called through {@code java.lang.foreign}. Optional: the back end
 * finds it by {@link java.util.ServiceLoader} and runs without it.
 */
module org.spikingbrain4j.cpu.onednn {
    requires transitive org.spikingbrain4j.cpu;

    exports org.spikingbrain4j.cpu.onednn;

    provides org.spikingbrain4j.cpu.IntegerGemmProvider with
            org.spikingbrain4j.cpu.onednn.OneDnnGemmProvider;
}
