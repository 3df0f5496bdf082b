package org.spikingbrain4j.training;

/**
 * The residual stream of a teacher over a batch.
 *
 * @param stream what each layer sees, and the result of the last: [layers + 1][rows · hidden]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TeacherOutputs(float[][] stream, int rows, int hidden) {
    float[] last() {
        return stream[stream.length - 1];
    }
}
