package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskRunsOnce(int workers) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (int tasks : List.of(0, 1, 2, 13, 207)) {
                AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
                for (int job = 1; job <= 50; job++) {
                    pool.run(tasks, (task, worker) -> runs.incrementAndGet(task));
                    for (int task = 0; task < tasks; task++) {
                        assertThat(runs.get(task)).isEqualTo(job);
                    }
                }
            }
        }
    }

    @Test
    void workersThatParkedWakeUp() {
        try (WorkerPool pool = new WorkerPool(2)) {
            for (int i = 0; i < 20; i++) {
                LockSupport.parkNanos(2_000_000);
                int[] done = new int[4];
                pool.run(4, (task, worker) -> done[task] = 1);
                assertThat(done).containsOnly(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void tasksAtTheSameTimeHaveDistinctWorkers(int workers) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            AtomicIntegerArray busy = new AtomicIntegerArray(workers);
            pool.run(500, (task, worker) -> {
                assertThat(busy.incrementAndGet(worker)).isEqualTo(1);
                LockSupport.parkNanos(1_000);
                busy.decrementAndGet(worker);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void failureReachesTheCallerAndThePoolLivesOn(int workers) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            IllegalStateException failure = new IllegalStateException("task 7");
            assertThatThrownBy(() -> pool.run(20, (task, worker) -> {
                        if (task == 7) {
                            throw failure;
                        }
                    }))
                    .isSameAs(failure);
            int[] done = new int[20];
            pool.run(20, (task, worker) -> done[task] = 1);
            assertThat(done).containsOnly(1);
        }
    }

    @Test
    void severalThreadsMayCall() throws Exception {
        try (WorkerPool pool = new WorkerPool(3);
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                sums.add(callers.submit(() -> sumOfJobs(pool)));
            }
            for (Future<Long> sum : sums) {
                assertThat(sum.get()).isEqualTo(200L * (99 * 100 / 2));
            }
        }
    }

    /** A caller with a pending interrupt could not park; the interrupt is still there afterwards. */
    @Test
    void anInterruptedCallerWaitsForItsTasks() {
        try (WorkerPool pool = new WorkerPool(2)) {
            int[] done = new int[2];
            Thread.currentThread().interrupt();
            pool.run(2, (task, worker) -> {
                long end = System.nanoTime() + (worker == 0 ? 0 : 20_000_000);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                done[task] = 1;
            });
            assertThat(done).containsOnly(1);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static long sumOfJobs(WorkerPool pool) {
        long sum = 0;
        for (int job = 0; job < 200; job++) {
            long[] parts = new long[100];
            pool.run(100, (task, worker) -> parts[task] = task);
            for (long part : parts) {
                sum += part;
            }
        }
        return sum;
    }

    @Test
    void closedPoolIsRefused() {
        WorkerPool pool = new WorkerPool(2);
        pool.close();
        pool.close();
        assertThatThrownBy(() -> pool.run(1, (task, worker) -> {})).isInstanceOf(IllegalStateException.class);
    }
}
