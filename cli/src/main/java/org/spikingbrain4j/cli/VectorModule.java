package org.spikingbrain4j.cli;

/**
 * Puts the vectors of Java, a module that the JVM leaves out unless asked, into the running JVM. The flag
 * {@code --add-modules} does the same, but then the JVM begins every run with a warning about incubator modules on standard
 * error, which nothing turns off, and maps less of the start cache.
 */
final class VectorModule {
    private static final String LOADER = "jdk.internal.module.Modules"; // exported to us by the jar's manifest
    private static final String MODULE = "jdk.incubator.vector";

    private VectorModule() {}

    /** Where the JVM does not let us, nothing happens: the kernels are then scalar, and say so. */
    static void load() {
        try {
            Class.forName(LOADER).getMethod("loadModule", String.class).invoke(null, MODULE);
        } catch (ReflectiveOperationException e) {
            // Another JVM's internals; its users have the flag.
        }
    }
}
