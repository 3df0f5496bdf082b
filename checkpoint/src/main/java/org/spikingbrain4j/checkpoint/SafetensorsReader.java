package org.spikingbrain4j.checkpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.spikingbrain4j.operators.HostTensor;

/**
 * The safetensors format: 8 bytes of header length, a JSON header, the data. Every byte of the data belongs to exactly
 * one tensor, so no file can hide something or make two tensors share memory.
 */
final class SafetensorsReader {
    /** The limit of the official library. */
    static final int LONGEST_HEADER = 100_000_000;

    private static final String DOWNLOAD = "download it again";

    private final MappedFile file;
    private final String remedy;
    private final SafetensorsHeader header;
    private final long dataStart;

    private SafetensorsReader(MappedFile file, String remedy) {
        this.file = file;
        this.remedy = remedy;
        int length = headerLength();
        this.dataStart = (long) Long.BYTES + length;
        this.header = SafetensorsHeaderParser.parse(file, file.bytes(Long.BYTES, length));
    }

    /** A file that was downloaded. */
    static TensorFile read(MappedFile file) {
        return read(file, DOWNLOAD);
    }

    /** @param remedy what helps where the file is damaged, as the end of a sentence */
    static TensorFile read(MappedFile file, String remedy) {
        SafetensorsReader reader = new SafetensorsReader(file, remedy);
        return new TensorFile(file.path(), reader.tensors(), reader.header.metadata());
    }

    private int headerLength() {
        if (file.size() < Long.BYTES) {
            throw file.error("no safetensors file, or truncated: expected at least 8 bytes, found %d; %s"
                    .formatted(file.size(), remedy));
        }
        long length = file.data().get(MappedFile.LONG, 0);
        if (length < 2 || length > LONGEST_HEADER) {
            throw file.error("expected a header of 2 to %d bytes, found length %d; this is no safetensors file"
                    .formatted(LONGEST_HEADER, length));
        }
        if (length > file.size() - Long.BYTES) {
            throw file.error("truncated in the header: expected at least %d bytes, found %d; %s"
                    .formatted(length + Long.BYTES, file.size(), remedy));
        }
        return (int) length;
    }

    private SortedMap<String, HostTensor> tensors() {
        header.entries().forEach(this::checkRange);
        checkCoverage();
        SortedMap<String, HostTensor> tensors = new TreeMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            tensors.put(entry.name(), entry.tensor(file.data().asSlice(dataStart + entry.begin(), entry.length())));
        }
        return tensors;
    }

    private void checkRange(SafetensorsHeader.Entry entry) {
        if (entry.begin() > entry.end()) {
            throw file.tensorError(
                    entry.name(), "data_offsets are reversed: [%d, %d]".formatted(entry.begin(), entry.end()));
        }
        if (entry.end() > file.size() - dataStart) {
            throw file.tensorError(
                    entry.name(),
                    "data_offsets end at %d, but the file has %d bytes of data; it is truncated, %s"
                            .formatted(entry.end(), file.size() - dataStart, remedy));
        }
        if (entry.length() != entry.expectedLength()) {
            throw file.tensorError(
                    entry.name(),
                    "%s %s needs %d bytes, found data_offsets of %d"
                            .formatted(entry.dataType(), entry.shape(), entry.expectedLength(), entry.length()));
        }
    }

    private void checkCoverage() {
        List<SafetensorsHeader.Entry> inOrder = new ArrayList<>(header.entries());
        inOrder.sort(Comparator.comparingLong(SafetensorsHeader.Entry::begin)
                .thenComparingLong(SafetensorsHeader.Entry::end));
        long covered = 0;
        for (SafetensorsHeader.Entry entry : inOrder) {
            if (entry.begin() < covered) {
                throw file.tensorError(
                        entry.name(),
                        "data_offsets start at %d and overlap the tensor before, which ends at %d"
                                .formatted(entry.begin(), covered));
            }
            if (entry.begin() > covered) {
                throw file.tensorError(
                        entry.name(),
                        "data_offsets start at %d and leave a hole of %d bytes that belong to no tensor"
                                .formatted(entry.begin(), entry.begin() - covered));
            }
            covered = entry.end();
        }
        if (covered < file.size() - dataStart) {
            throw file.error(
                    "the last %d bytes belong to no tensor; %s".formatted(file.size() - dataStart - covered, remedy));
        }
    }
}
