package org.spikingbrain4j.model;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.spikingbrain4j.checkpoint.PageAdvice;
import org.spikingbrain4j.operators.Tensor;

/**
 * Keeps the mapped weights of routed experts within a number of bytes: whoever was asked for longest ago goes first, and whoever is expected
 * is read from the file while others are computed. An expert in use never goes, so passes at the same time may need more as long as they run.
 * Safe for use by several threads.
 */
final class ExpertMemory implements AutoCloseable {
    private final PageAdvice pages;
    private final long budget;
    private final List<Expert> all = new ArrayList<>();
    /** In memory or on their way; who was asked for longest ago is first. */
    private final SequencedSet<Expert> resident = new LinkedHashSet<>();

    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("expert-reader").factory());
    private Optional<Expert> reading = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();
    private long residentBytes;
    private long uses;
    private long reads;

    /** The weights of one expert, other than those of any other. */
    private static final class Expert {
        private final List<MemorySegment> weights;
        private final long bytes;
        private int users;
        /** Read for a pass that has not used it yet. */
        private boolean awaited;

        Expert(List<MemorySegment> weights) {
            this.weights = weights;
            this.bytes = weights.stream().mapToLong(MemorySegment::byteSize).sum();
        }

        boolean isIdle() {
            return users == 0;
        }
    }

    /** @param budget in bytes, at least as many as the largest expert has */
    ExpertMemory(PageAdvice pages, long budget) {
        this.pages = pages;
        this.budget = budget;
    }

    /**
     * Takes the experts of a mixture.
     *
     * @param weights mapped, of each expert
     */
    ExpertPages mixture(List<List<MemorySegment>> weights) {
        List<Expert> experts = weights.stream().map(Expert::new).toList();
        all.addAll(experts);
        return needed -> new Pass(experts, needed)::using;
    }

    /** Bytes of the largest expert. */
    long largest() {
        return all.stream().mapToLong(expert -> expert.bytes).max().orElse(0);
    }

    /** Pages of experts that nobody used go: those that a fingerprint or a check has touched. */
    synchronized void letGoOfIdle() {
        all.stream().filter(expert -> !resident.contains(expert)).forEach(this::letGo);
    }

    synchronized ExpertMemoryStatus status() {
        return new ExpertMemoryStatus(budget, residentBytes, uses, reads);
    }

    /** What is being read is read to its end; the weights may then be unmapped. */
    @Override
    public void close() {
        reader.shutdownNow();
        reader.close();
    }

    private void letGo(Expert expert) {
        expert.weights.forEach(pages::letGo);
    }

    /** It is there, or on its way, until {@link #end}. */
    private synchronized void begin(Expert expert) {
        if (!resident.contains(expert)) {
            makeRoom(expert.bytes);
        }
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        enter(expert);
        uses++;
        expert.users++;
        expert.awaited = false;
    }

    private synchronized void end(Expert expert) {
        expert.users--;
        makeRoom(0);
    }

    /**
     * Reads it in the background, unless it is there. A hint: where there is no room but what others use, wait for or are reading, nothing
     * happens.
     */
    private synchronized void expect(Expert expert) {
        if (resident.remove(expert)) {
            resident.add(expert); // asked for last
        } else if (canMakeRoom(expert.bytes)) {
            enter(expert);
            expert.awaited = true;
            reader.execute(() -> read(expert));
        }
    }

    /** Nothing where it is there: another pass may have entered it while this one waited for room. */
    private void enter(Expert expert) {
        if (resident.add(expert)) {
            residentBytes += expert.bytes;
            reads++;
        }
    }

    private boolean canMakeRoom(long bytes) {
        Predicate<Expert> free = expert -> expert.isIdle() && !expert.awaited && !reading.equals(Optional.of(expert));
        long room = budget
                - residentBytes
                + resident.stream()
                        .filter(free)
                        .mapToLong(expert -> expert.bytes)
                        .sum();
        if (bytes > room) {
            return false;
        }
        while (residentBytes + bytes > budget) {
            leave(resident.stream().filter(free).findFirst().orElseThrow());
        }
        return true;
    }

    /** Lets go of idle experts, the oldest first; where all are in use, the bound waits for their {@link #end}. */
    private void makeRoom(long bytes) {
        while (residentBytes + bytes > budget) {
            Optional<Expert> oldest = resident.stream().filter(Expert::isIdle).findFirst();
            if (oldest.isEmpty()) {
                return;
            }
            if (reading.equals(oldest)) {
                awaitReading(); // its pages would come back
            } else {
                leave(oldest.get());
            }
        }
    }

    private void leave(Expert expert) {
        letGo(expert);
        resident.remove(expert);
        expert.awaited = false;
        residentBytes -= expert.bytes;
    }

    private void read(Expert expert) {
        if (beginReading(expert)) {
            try {
                expert.weights.forEach(pages::read);
            } catch (RuntimeException e) {
                fail(e);
            } finally {
                endReading();
            }
        }
    }

    /** False where it had to go before its turn came. */
    private synchronized boolean beginReading(Expert expert) {
        reading = Optional.of(expert).filter(resident::contains);
        return reading.isPresent();
    }

    private synchronized void endReading() {
        reading = Optional.empty();
        notifyAll();
    }

    private synchronized void fail(RuntimeException e) {
        failure = Optional.of(e);
    }

    private void awaitReading() {
        Optional<Expert> current = reading;
        boolean interrupted = false;
        while (reading.equals(current)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // it takes no longer than one expert
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The experts that one pass needs in one mixture, one after the other. */
    private final class Pass {
        private final List<Expert> experts;
        private final List<Expert> needed;
        private int expected;

        Pass(List<Expert> experts, List<Integer> needed) {
            this.experts = experts;
            this.needed = needed.stream().map(experts::get).toList();
            expectFrom(0);
        }

        Tensor using(int index, Supplier<Tensor> work) {
            Expert expert = experts.get(index);
            begin(expert);
            try {
                expectFrom(needed.indexOf(expert));
                return work.get();
            } finally {
                end(expert);
            }
        }

        /** Expects as many as there is room for from one on. */
        private void expectFrom(int place) {
            expected = Math.max(expected, place);
            long bytes = needed.subList(place, expected).stream()
                    .mapToLong(expert -> expert.bytes)
                    .sum();
            while (expected < needed.size() && bytes + needed.get(expected).bytes <= budget) {
                Expert next = needed.get(expected++);
                bytes += next.bytes;
                expect(next);
            }
        }
    }
}
