package org.spikingbrain4j.benchmarks.longcontext;

/** A point that could not be measured, and why; the next run tries again. */
record Problem(Task task, String reason) {}
