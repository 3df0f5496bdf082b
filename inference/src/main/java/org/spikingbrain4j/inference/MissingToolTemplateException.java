package org.spikingbrain4j.inference;

import org.spikingbrain4j.operators.SpikingBrainException;

/** Tools were offered to a model whose chat template knows none, or not in the form that is read here. */
public final class MissingToolTemplateException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    MissingToolTemplateException(String message) {
        super(message);
    }
}
