package org.spikingbrain4j.cpu;

/** Which form of the kernels to run. */
public enum KernelChoice {
    /** The Vector API where the JVM has it, else scalar. */
    AUTO,
    /** Plain Java loops. */
    SCALAR,
    /** The Vector API, or an error. */
    VECTOR
}
