package org.spikingbrain4j.server;

/** What every handler works with. */
record Parts(
        ServedModel model,
        Body body,
        Memories memories,
        Work.Register work,
        Metrics metrics,
        Failures failures,
        Ids ids,
        TextThreads texts) {}
