package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** What linear attention makes of queries and keys in place of a softmax. */
enum FeatureMap {
    RELU,
    SIGMOID;

    Tensor of(Operators operators, Tensor x) {
        return switch (this) {
            case RELU -> operators.relu(x);
            case SIGMOID -> operators.sigmoid(x);
        };
    }
}
