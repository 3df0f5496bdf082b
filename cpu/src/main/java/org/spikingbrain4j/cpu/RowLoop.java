package org.spikingbrain4j.cpu;

import java.util.function.IntConsumer;

/** Runs work row by row, on all threads where there is enough of it. */
final class RowLoop {
    /** Elements that take about as long as waking the other threads. */
    private static final int TASK_ELEMENTS = 1 << 15;

    private final Parallel pool;

    RowLoop(Parallel pool) {
        this.pool = pool;
    }

    void run(int rows, int columns, IntConsumer body) {
        int rowsPerTask = Math.max(1, TASK_ELEMENTS / Math.max(1, columns));
        if (rows <= rowsPerTask) {
            runRows(0, rows, body);
        } else {
            pool.run(Math.ceilDiv(rows, rowsPerTask), (task, worker) -> {
                int from = task * rowsPerTask;
                runRows(from, Math.min(from + rowsPerTask, rows), body);
            });
        }
    }

    private static void runRows(int from, int to, IntConsumer body) {
        for (int row = from; row < to; row++) {
            body.accept(row);
        }
    }
}
