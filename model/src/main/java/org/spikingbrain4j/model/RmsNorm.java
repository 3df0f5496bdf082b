package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** Root-mean-square normalisation over runs of the weight's length: a whole row, or one head. */
record RmsNorm(Weight weight, double epsilon) {
    Tensor apply(Operators operators, Tensor x) {
        return operators.rmsNorm(x, weight, epsilon);
    }
}
