/** Fixtures, random checkpoints and the contract tests that every back end runs. */
module org.spikingbrain4j.testkit {
    requires transitive org.spikingbrain4j.operators;
    requires transitive org.spikingbrain4j.checkpoint;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires transitive com.fasterxml.jackson.databind;
    requires org.assertj.core;

    exports org.spikingbrain4j.testkit;

    // The test engine calls the contracts' methods by reflection.
    opens org.spikingbrain4j.testkit;
}
