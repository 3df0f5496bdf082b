package org.spikingbrain4j.checkpoint;

import java.lang.foreign.MemorySegment;

/** Says which parts of a mapped file are needed soon and which may go. Contents never change. */
public interface PageAdvice {
    /** Reads it from the file, unless it is there. */
    void read(MemorySegment mapped);

    /** Frees its memory; what is used again is read again. */
    void letGo(MemorySegment mapped);
}
