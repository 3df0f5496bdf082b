package org.spikingbrain4j.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
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
        if (done < total && isDue()) {
            showNow(done, OptionalLong.of(total));
        }
    }

    /**
     * Shows work whose end is estimated, or not known at all.
     *
     * @param left what is still to be done
     */
    void showLeft(long done, OptionalLong left) {
        if (isDue()) {
            showNow(done, left.isPresent() ? OptionalLong.of(done + left.getAsLong()) : left);
        }
    }

    private boolean isDue() {
        return !console.quiet() && System.nanoTime() - start >= SOON.toNanos();
    }

    private void showNow(long done, OptionalLong total) {
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

    private void showBar(long done, OptionalLong total) {
        if (bar.isEmpty()) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName(task)
                    .setUnit(" " + unit, 1)
                    .setInitialMax(total.orElse(-1)) // -1: the end is not known
                    .startsFrom(0, Duration.ofNanos(System.nanoTime() - start))
                    .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                    .showSpeed()
                    .clearDisplayOnFinish()
                    .build());
        }
        total.ifPresent(bar.get()::maxHint);
        bar.get().stepTo(done);
    }

    private String line(long done, OptionalLong total) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        double rate = Quantity.perSecond(done, elapsed);
        String speed = "%s %s/s".formatted(Quantity.number(rate), unit);
        if (total.isEmpty()) {
            return "%s: %d %s, %s".formatted(task, done, unit, speed);
        }
        long all = total.getAsLong();
        Duration left = Duration.ofMillis(Math.round(1000 * (all - done) / Math.max(rate, 1e-9)));
        return "%s: %d of %d %s (%d %%), %s, %s left"
                .formatted(task, done, all, unit, 100 * done / Math.max(1, all), speed, Quantity.time(left));
    }
}
