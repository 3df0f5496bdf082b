package org.spikingbrain4j.benchmarks.longcontext;

import org.spikingbrain4j.operators.SpikingBrainException;

/** Arguments that the report cannot take, or a point that could not be measured. */
final class ReportException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    ReportException(String message) {
        super(message);
    }

    ReportException(String message, Throwable cause) {
        super(message, cause);
    }
}
