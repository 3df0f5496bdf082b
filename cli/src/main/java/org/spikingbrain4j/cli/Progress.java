package org.spikingbrain4j.cli;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Shows how far long work is, with rate and time left: a bar on a terminal, a line from time to time elsewhere, nothing
 * with {@code --quiet} and nothing for work that is over soon.
 */
final class Progress implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int WIDTH = 79;

    private final Console console;
    private final String task;
    private final String unit;
    private final long start = System.nanoTime();
    private long nextLine = start + SOON.toNanos();
    private Optional<ProgressBar> bar = Optional.empty();

    /**
     * @param task what is done, for example {@code reading}
     * @param unit what is counted, in the plural
     */
    Progress(Console console, String task, String unit) {
        this.console = console;
        this.task = task;
        this.unit = unit;
    }

    void show(long done, long total) {
        if (console.quiet() || done >= total || System.nanoTime() - start < SOON.toNanos()) {
            return;
        }
        if (Console.errorIsTerminal()) {
            showBar(done, total);
        } else if (System.nanoTime() >= nextLine) {
            nextLine += BETWEEN_LINES.toNanos();
            console.note(line(done, total));
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }

    private void showBar(long done, long total) {
        if (bar.isEmpty()) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName(task)
                    .setUnit(" " + unit, 1)
                    .setInitialMax(total)
                    .startsFrom(0, Duration.ofNanos(System.nanoTime() - start))
                    .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                    .showSpeed()
                    .clearDisplayOnFinish()
                    .build());
        }
        bar.get().maxHint(total).stepTo(done);
    }

    private String line(long done, long total) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        double rate = Quantity.perSecond(done, elapsed);
        Duration left = Duration.ofMillis(Math.round(1000 * (total - done) / Math.max(rate, 1e-9)));
        return "%s: %d of %d %s (%d %%), %s %s/s, %s left"
                .formatted(
                        task, done, total, unit, 100 * done / total, Quantity.number(rate), unit, Quantity.time(left));
    }
}
