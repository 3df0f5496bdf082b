package org.spikingbrain4j.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.spikingbrain4j.operators.HostTensor;

/**
 * What one file of weights holds, whatever its format; the data are slices of the mapped file.
 *
 * @param tensors by name
 * @param metadata free text that the writer left, by key
 */
record TensorFile(Path path, SortedMap<String, HostTensor> tensors, Map<String, String> metadata) {}
