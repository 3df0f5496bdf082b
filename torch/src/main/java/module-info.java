/** The operators on libtorch, with gradients. The only module that sees libtorch. */
module org.spikingbrain4j.torch {
    requires transitive org.spikingbrain4j.operators;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.pytorch;

    exports org.spikingbrain4j.torch;
}
