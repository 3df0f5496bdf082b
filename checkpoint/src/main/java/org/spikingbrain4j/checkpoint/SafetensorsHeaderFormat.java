package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The first bytes of a safetensors file: header length and header, padded so that the data start on a cache line. */
final class SafetensorsHeaderFormat {
    private static final int ALIGNMENT = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsHeaderFormat() {}

    static ByteBuffer encode(List<SafetensorsWriter.Entry> entries, Map<String, String> metadata) {
        byte[] json = json(entries, metadata);
        int length = Math.ceilDiv(Long.BYTES + json.length, ALIGNMENT) * ALIGNMENT;
        if (length - Long.BYTES > SafetensorsReader.LONGEST_HEADER) {
            throw new IllegalArgumentException(
                    "safetensors header of %d bytes, more than %d".formatted(length, SafetensorsReader.LONGEST_HEADER));
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(length - Long.BYTES).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static byte[] json(List<SafetensorsWriter.Entry> entries, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            header.set("__metadata__", JSON.valueToTree(new TreeMap<>(metadata)));
        }
        long offset = 0;
        for (SafetensorsWriter.Entry entry : entries) {
            if (header.has(entry.name()) || entry.name().equals("__metadata__")) {
                throw new IllegalArgumentException("two tensors of the name " + entry.name());
            }
            ObjectNode tensor = header.putObject(entry.name());
            tensor.put("dtype", entry.dataType().name());
            tensor.set("shape", JSON.valueToTree(entry.shape().dimensions()));
            long end = Math.addExact(offset, entry.bytes());
            tensor.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        try {
            return JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("names or metadata that are no text: " + e.getOriginalMessage(), e);
        }
    }
}
