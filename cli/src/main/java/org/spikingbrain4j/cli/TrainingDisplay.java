package org.spikingbrain4j.cli;

import java.time.Duration;
import java.util.OptionalDouble;
import org.spikingbrain4j.training.RouterLoad;
import org.spikingbrain4j.training.TrainingListener;
import org.spikingbrain4j.training.TrainingProgress;

/** Shows a training: a line that renews itself on a terminal, a line from time to time elsewhere, and every measurement. */
final class TrainingDisplay implements TrainingListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(200);

    private final Console console;
    private final Interrupt interrupt;
    private long next = System.nanoTime();
    private int shown;

    TrainingDisplay(Console console, Interrupt interrupt) {
        this.console = console;
        this.interrupt = interrupt;
    }

    @Override
    public boolean step(TrainingProgress progress) {
        if (progress.heldOut().isPresent()) {
            double loss = progress.heldOut().getAsDouble();
            note("%s; held out: loss %.4f, perplexity %.3f".formatted(line(progress), loss, Math.exp(loss)));
        } else if (System.nanoTime() >= next && !console.quiet()) {
            show(line(progress));
        }
        return !interrupt.requested();
    }

    private void show(String line) {
        if (!Console.errorIsTerminal()) {
            next = System.nanoTime() + BETWEEN_LINES.toNanos();
            console.note(line);
            return;
        }
        next = System.nanoTime() + BETWEEN_RENEWALS.toNanos();
        clear();
        console.err().print(line);
        console.err().flush();
        shown = line.length();
    }

    private static String line(TrainingProgress progress) {
        return "%s: step %d of %d, loss %.4f%s, %s tokens/s, %s left"
                .formatted(
                        progress.stage(),
                        progress.step(),
                        progress.steps(),
                        progress.loss(),
                        routers(progress.routers()),
                        Quantity.number(progress.tokensPerSecond()),
                        Quantity.time(progress.left()));
    }

    /** 1 is an even load of the experts. */
    private static String routers(RouterLoad routers) {
        OptionalDouble balance = routers.meanBalanceLoss();
        return balance.isEmpty() ? "" : ", balance of experts %.3f".formatted(balance.getAsDouble());
    }

    @Override
    public void note(String line) {
        clear();
        console.note(line);
    }

    private void clear() {
        if (shown > 0) {
            console.err().print("\r" + " ".repeat(shown) + "\r");
            shown = 0;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
