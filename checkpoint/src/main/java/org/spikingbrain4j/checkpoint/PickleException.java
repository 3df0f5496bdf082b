package org.spikingbrain4j.checkpoint;

/** Why a pickle was refused; the file's reader adds where it stands. */
final class PickleException extends Exception {
    private static final long serialVersionUID = 1L;

    PickleException(String message) {
        super(message);
    }
}
