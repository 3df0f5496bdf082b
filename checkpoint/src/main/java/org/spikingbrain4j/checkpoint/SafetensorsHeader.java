package org.spikingbrain4j.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** What the header of a safetensors file claims, in the order of the file. */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

    /**
     * One tensor.
     *
     * @param begin first byte of the data, counted from the end of the header
     * @param end one past the last byte
     * @param expectedLength bytes that shape and type need
     */
    record Entry(String name, DataType dataType, Shape shape, long begin, long end, long expectedLength) {
        long length() {
            return end - begin;
        }

        HostTensor tensor(MemorySegment data) {
            return new HostTensor(name, dataType, shape, data);
        }
    }
}
