package examples.logs;

/**
 * A channel of a subdetector.
 *
 * @param volts it is set to
 * @param current it draws, microampere
 * @param degrees Celsius
 */
record Channel(String name, int volts, double current, double degrees) {}
