module org.spikingbrain4j.cpu {
 requires transitive org.spikingbrain4j.operators;
 requires jdk.incubator.vector;
 exports org.spikingbrain4j.cpu;
}
