package org.spikingbrain4j.server;

import org.spikingbrain4j.inference.ChatListener;

/** Follows one answer, and is told when it is made. */
@FunctionalInterface
interface AnswerStream<R> extends ChatListener {
    void finish(R made);
}
