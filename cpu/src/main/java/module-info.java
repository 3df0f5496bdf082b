/** Runs the operators on any CPU. */
module org.spikingbrain4j.cpu {
    requires org.spikingbrain4j.operators;
    requires jdk.incubator.vector;
}
