package org.spikingbrain4j.benchmarks;

import java.util.Arrays;
import org.spikingbrain4j.benchmarks.longcontext.LongContextReport;
import org.spikingbrain4j.benchmarks.serving.LoadReport;

/** The programs that the launcher starts with {@code bench --report} and {@code bench --load}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--load")) {
            LoadReport.main(arguments);
        } else {
            LongContextReport.main(arguments);
        }
    }
}
