/** The operator contract between layers and back ends, and its double-precision reference. */
module org.spikingbrain4j.operators {
    exports org.spikingbrain4j.operators;
}
