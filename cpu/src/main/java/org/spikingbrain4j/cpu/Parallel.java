package org.spikingbrain4j.cpu;

/**
 * Runs independent tasks side by side. Which worker runs a task is undefined, so a task must write only its own outputs:
 * then the result is the same for every number of workers.
 */
interface Parallel {
    /** One independent piece of work. */
    @FunctionalInterface
    interface Task {
        /**
         * Does the work of one task.
         *
         * @param task 0 to tasks - 1
         * @param worker 0 to workers() - 1, distinct among tasks that run at the same time: an index into per-worker scratch
         */
        void run(int task, int worker);
    }

    /** Threads that take part, the caller included. */
    int workers();

    /** Runs all tasks and returns when all are done; the caller works too. The first failure is rethrown. */
    void run(int tasks, Task body);
}
