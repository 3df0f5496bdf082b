package org.spikingbrain4j.testkit;

/**
 * One call of an operator.
 *
 * @param operator the method's name
 * @param weight the name of its weight, empty where it has none
 * @param input its first tensor; for {@code embed} the tokens, one a row
 * @param output its result
 */
public record RecordedCall(String operator, String weight, Matrix input, Matrix output) {}
