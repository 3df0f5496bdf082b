package org.spikingbrain4j.torch;

import org.spikingbrain4j.operators.SpikingBrainException;

/** libtorch is not there for this platform, or cannot be loaded. */
public final class TorchUnavailableException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    TorchUnavailableException(Throwable cause) {
        super(
                "libtorch cannot be loaded: %s; training needs its natives for this platform (Linux, macOS or Windows on x86-64, or macOS on arm64) and a home folder that can be written"
                        .formatted(cause.getMessage()),
                cause);
    }
}
