package org.spikingbrain4j.benchmarks.longcontext;

import java.util.Locale;

/** Numbers for people. */
final class Text {
    private static final long KILO = 1024;

    private Text() {}

    /** Lengths that are whole multiples of 1024 in k and M. */
    static String tokens(long tokens) {
        if (tokens % (KILO * KILO) == 0) {
            return tokens / (KILO * KILO) + "M";
        }
        return tokens % KILO == 0 ? tokens / KILO + "k" : Long.toString(tokens);
    }

    /** Three significant digits. */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace(',', ' ');
    }

    static String seconds(double seconds) {
        if (seconds < 1) {
            return number(1000 * seconds) + " ms";
        }
        if (seconds < 120) {
            return number(seconds) + " s";
        }
        if (seconds < 7200) {
            return number(seconds / 60) + " min";
        }
        return seconds < 172_800 ? number(seconds / 3600) + " h" : number(seconds / 86_400) + " days";
    }

    static String megabytes(double bytes) {
        return number(bytes / (1 << 20)) + " MiB";
    }

    static String gigabytes(double bytes) {
        return number(bytes / (1 << 30)) + " GiB";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
