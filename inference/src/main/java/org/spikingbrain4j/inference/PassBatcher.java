package org.spikingbrain4j.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.PrefillListener;
import org.spikingbrain4j.model.Segment;
import org.spikingbrain4j.model.SequenceState;

/**
 * One thread that runs the passes of many sequences. Single tokens of all that wait form one pass; pieces of prompts take a pass each,
 * one between two of the former, so that between two tokens of a sequence lies at most a piece of a prompt, and prompts get their turns
 * in order. A piece is never joined with anything: how a row is computed depends on the longest span of its pass, and so the results of
 * a sequence do not depend on its neighbours.
 */
final class PassBatcher implements SequenceReader, AutoCloseable {
    /** Sequences that just got logits are waited for this part of the time that their pass took. */
    private static final int WAITING_SHARE = 4;

    private final LanguageModel model;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Step> tokens = new ArrayDeque<>();
    private final Deque<Piece<?>> pieces = new ArrayDeque<>();
    private final PassCounts counts = new PassCounts();
    private boolean closed;
    private int decodedLast;
    private long patienceEnds;

    /** A token of a sequence. */
    private record Step(Segment segment, CompletableFuture<Logits> result) {}

    /** A piece of a prompt, or what else needs the model for a while. */
    private record Piece<T>(int tokens, Supplier<T> work, CompletableFuture<T> result) {
        void run() {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** @param model stays the caller's */
    PassBatcher(LanguageModel model) {
        this.model = model;
        this.thread = Thread.ofPlatform().name("spikingbrain-passes").daemon().start(this::run);
    }

    PassCounts counts() {
        return counts;
    }

    @Override
    public Logits forward(int[] prompt, SequenceState state, LogitsWanted wanted, PrefillListener listener) {
        model.requireValid(prompt, state);
        List<Logits> parts = new ArrayList<>();
        for (int start = 0; start < prompt.length; start += model.chunkTokens()) {
            int end = (int) Math.min(prompt.length, start + (long) model.chunkTokens());
            boolean wantsNone = wanted == LogitsWanted.LAST && end < prompt.length;
            int[] piece = Arrays.copyOfRange(prompt, start, end);
            parts.add(read(piece, state, wantsNone ? LogitsWanted.NONE : wanted));
            listener.chunkRead(end, prompt.length);
        }
        return Logits.joined(parts);
    }

    /**
     * Waits for a turn between others' tokens and runs the work on the thread of the passes.
     *
     * @param length tokens that it reads
     */
    <T> T inTurn(int length, Supplier<T> work) {
        Piece<T> piece = new Piece<>(length, work, new CompletableFuture<>());
        enqueue(() -> pieces.add(piece));
        return await(piece.result());
    }

    private Logits read(int[] piece, SequenceState state, LogitsWanted wanted) {
        if (piece.length > 1) {
            return inTurn(piece.length, () -> model.forward(piece, state, wanted));
        }
        Step step = new Step(new Segment(piece, state, wanted), new CompletableFuture<>());
        enqueue(() -> tokens.add(step));
        return await(step.result());
    }

    private void enqueue(Runnable add) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the scheduler is closed");
            }
            add.run();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Not interruptible: the state is in use until the pass is over. */
    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw e;
            }
        }
    }

    private void run() {
        while (awaitWork()) {
            nextPiece().ifPresent(piece -> {
                piece.run();
                counts.prefilled(piece.tokens());
            });
            List<Step> steps = nextSteps();
            if (!steps.isEmpty()) {
                decode(steps);
            }
        }
    }

    private void decode(List<Step> steps) {
        long start = System.nanoTime();
        try {
            List<Logits> logits =
                    model.forward(steps.stream().map(Step::segment).toList());
            long end = System.nanoTime();
            counts.decoded(steps.size());
            expect(steps.size(), end + (end - start) / WAITING_SHARE);
            for (int i = 0; i < steps.size(); i++) {
                steps.get(i).result().complete(logits.get(i));
            }
        } catch (RuntimeException | Error e) {
            steps.forEach(step -> step.result().completeExceptionally(e));
        }
    }

    private void expect(int sequences, long until) {
        lock.lock();
        try {
            decodedLast = sequences;
            patienceEnds = until;
        } finally {
            lock.unlock();
        }
    }

    /** False once it is closed. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && pieces.isEmpty() && tokens.size() < decodedLast) {
                long patience = patienceEnds - System.nanoTime();
                if (patience <= 0 || arrived.awaitNanos(patience) <= 0) {
                    break;
                }
            }
            while (!closed && pieces.isEmpty() && tokens.isEmpty()) {
                arrived.await();
            }
            return !closed;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the thread of the passes", e);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Piece<?>> nextPiece() {
        lock.lock();
        try {
            return Optional.ofNullable(pieces.poll());
        } finally {
            lock.unlock();
        }
    }

    private List<Step> nextSteps() {
        lock.lock();
        try {
            List<Step> steps = List.copyOf(tokens);
            tokens.clear();
            return steps;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread after the pass under way; nobody may be waiting. Closing twice is harmless. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
