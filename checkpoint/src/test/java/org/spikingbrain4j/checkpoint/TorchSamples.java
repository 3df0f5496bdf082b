package org.spikingbrain4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of torch.save, made with the JDK's zip writer. */
final class TorchSamples {
    private TorchSamples() {}

    static byte[] soundPickle() {
        return Pickle.start()
                .emptyState()
                .op('q', 0)
                .op('(')
                .tensor("w", "FloatStorage", "0", 6, 2, 3)
                .tensor("b", "BFloat16Storage", "1", 4, 4)
                .op('u')
                .stop();
    }

    static byte[] sound() {
        return file(soundPickle(), Map.of("0", counting(24), "1", counting(8)));
    }

    static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    static byte[] file(byte[] pickle, Map<String, byte[]> storages) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle);
        entries.put("archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        storages.forEach((key, bytes) -> entries.put("archive/data/" + key, bytes));
        return zip(entries, ZipEntry.STORED);
    }

    static byte[] zip(Map<String, byte[]> entries, int method) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setComment("a comment, which torch never writes");
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(header(entry.getKey(), entry.getValue(), method));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static ZipEntry header(String name, byte[] content, int method) {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
            CRC32 checksum = new CRC32();
            checksum.update(content);
            entry.setCrc(checksum.getValue());
            entry.setSize(content.length);
        }
        return entry;
    }
}
