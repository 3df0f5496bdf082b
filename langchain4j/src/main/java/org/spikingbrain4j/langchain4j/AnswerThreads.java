package org.spikingbrain4j.langchain4j;

/** Threads that wait for answers whose callers do not. */
final class AnswerThreads {
    private AnswerThreads() {}

    static void start(Runnable work) {
        Thread.ofVirtual().name("spikingbrain-answer").start(work);
    }
}
