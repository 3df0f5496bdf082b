package org.spikingbrain4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers for people. */
final class Quantity {
    private static final List<String> BINARY = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final List<String> DECIMAL = List.of("", " K", " M", " B", " T");
    private static final List<String> JOULES = List.of("pJ", "nJ", "\u00b5J", "mJ", "J");
    private static final double THREE_DIGITS = 99.95;

    private Quantity() {}

    /** {@code 14.2 GiB}. */
    static String bytes(long bytes) {
        return scaled(bytes, 1024, BINARY, " ");
    }

    /** {@code 7.61 B}, {@code 260 K}: counts of parameters. */
    static String count(long count) {
        return scaled(count, 1000, DECIMAL, "");
    }

    /** {@code 31.2 nJ}. */
    static String joules(double joules) {
        double scaled = joules * 1e12;
        int unit = 0;
        while (scaled >= 1000 && unit < JOULES.size() - 1) {
            scaled /= 1000;
            unit++;
        }
        return number(scaled) + " " + JOULES.get(unit);
    }

    /** {@code 94.2 %}, {@code 0.062 %}. */
    static String percent(double share) {
        return number(100 * share) + " %";
    }

    /** With so many decimals, for columns: {@code 9.2 %} below {@code 94.0 %}. */
    static String percent(double share, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share);
    }

    /** {@code 1 token}, {@code 2 tokens}. */
    static String plural(long count, String noun) {
        return "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }

    /** Three significant digits, no exponent: {@code 0.123}, {@code 12.3}, {@code 1234}. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= THREE_DIGITS ? "%.0f" : size >= 9.995 ? "%.1f" : size >= 0.9995 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** {@code 850 ms}, {@code 12.3 s}, {@code 4:05 min}. */
    static String time(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 100_000) {
            return number(millis / 1000.0) + " s";
        }
        return "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
    }

    static double perSecond(double amount, Duration time) {
        return amount / Math.max(1e-9, time.toNanos() / 1e9);
    }

    private static String scaled(long value, int step, List<String> units, String separator) {
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= step && unit < units.size() - 1) {
            scaled /= step;
            unit++;
        }
        String digits = unit == 0 ? Long.toString(value) : number(scaled);
        return digits + separator + units.get(unit);
    }
}
