package org.spikingbrain4j.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a mapped zip file, zip64 included (PKWARE APPNOTE 6.3, section 4.3). Their data are slices of the
 * mapping, which the JDK's zip classes cannot give; so compressed entries are refused.
 */
final class ZipDirectory {
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int CENTRAL_HEADER_BYTES = 46;
    private static final int LOCAL_HEADER_BYTES = 30;
    private static final int MOST_ENTRIES = 1 << 20;
    private static final int ZIP64_EXTRA = 0x0001;
    private static final long IN_ZIP64 = 0xFFFF_FFFFL;

    private final MappedFile file;
    private final ZipFields fields;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(String name, int flags, int method, long packedSize, long size, long header) {}

    private ZipDirectory(MappedFile file) {
        this.file = file;
        this.fields = new ZipFields(file);
    }

    /**
     * @throws CheckpointException where the file is no sound zip file
     */
    static ZipDirectory read(MappedFile file) {
        ZipDirectory directory = new ZipDirectory(file);
        directory.readEntries(ZipEnd.find(file));
        return directory;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** The bytes of an entry, if there is one of that name. */
    Optional<MemorySegment> data(String name) {
        return Optional.ofNullable(entries.get(name)).map(this::data);
    }

    private void readEntries(ZipEnd end) {
        if (end.entries() < 0 || end.entries() > MOST_ENTRIES) {
            throw file.error("damaged zip: %d entries, expected at most %d".formatted(end.entries(), MOST_ENTRIES));
        }
        long position = end.directory();
        for (long i = 0; i < end.entries(); i++) {
            fields.expectSignature(position, CENTRAL_HEADER, "central directory");
            int nameLength = fields.u16(position + 28);
            int extraLength = fields.u16(position + 30);
            long extra = position + CENTRAL_HEADER_BYTES + nameLength;
            Entry entry = entry(position, fields.text(position + CENTRAL_HEADER_BYTES, nameLength), extra, extraLength);
            if (entries.put(entry.name(), entry) != null) {
                throw file.error("damaged zip: two entries named " + Quote.of(entry.name()));
            }
            position = extra + extraLength + fields.u16(position + 32);
        }
        if (position != end.directoryEnd()) {
            throw file.error("damaged zip: the directory of %d entries ends at byte %d, expected %d; download it again"
                    .formatted(end.entries(), position, end.directoryEnd()));
        }
    }

    private Entry entry(long position, String name, long extra, int extraLength) {
        long[] sizes = {fields.u32(position + 24), fields.u32(position + 20), fields.u32(position + 42)};
        readZip64(sizes, name, extra, extra + extraLength);
        return new Entry(name, fields.u16(position + 8), fields.u16(position + 10), sizes[1], sizes[0], sizes[2]);
    }

    /** Fills in the sizes that do not fit 32 bits: the extra field holds only those, in this order. */
    private void readZip64(long[] sizes, String name, long extra, long end) {
        long wanted = Arrays.stream(sizes).filter(size -> size == IN_ZIP64).count();
        if (wanted == 0) {
            return;
        }
        long position = extra;
        while (position + 4 <= end && fields.u16(position) != ZIP64_EXTRA) {
            position += 4 + fields.u16(position + 2);
        }
        if (position + 4 + wanted * Long.BYTES > end) {
            throw file.error("damaged zip: entry %s has no 64-bit sizes; download it again".formatted(Quote.of(name)));
        }
        position += 4;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == IN_ZIP64) {
                sizes[i] = fields.s64(position);
                position += Long.BYTES;
            }
        }
    }

    private MemorySegment data(Entry entry) {
        if ((entry.flags() & 1) != 0) {
            throw entryError(entry, "is encrypted, which PyTorch never writes");
        }
        if (entry.method() != 0) {
            throw entryError(
                    entry,
                    "is compressed (method %d); save it with torch.save, which stores".formatted(entry.method()));
        }
        if (entry.packedSize() != entry.size()) {
            throw entryError(
                    entry,
                    "is stored, but of two sizes, %d and %d bytes; download it again"
                            .formatted(entry.packedSize(), entry.size()));
        }
        long header = entry.header();
        if (header < 0 || header > file.size() - LOCAL_HEADER_BYTES) {
            throw entryError(entry, "lies outside the file; download it again");
        }
        fields.expectSignature(header, LOCAL_HEADER, "entry " + Quote.of(entry.name()));
        int nameLength = fields.u16(header + 26);
        if (!fields.text(header + LOCAL_HEADER_BYTES, nameLength).equals(entry.name())) {
            throw entryError(entry, "has another name in its own header; download it again");
        }
        long start = header + LOCAL_HEADER_BYTES + nameLength + fields.u16(header + 28);
        if (start > file.size() || entry.size() < 0 || entry.size() > file.size() - start) {
            throw entryError(entry, "of %d bytes ends after the file; download it again".formatted(entry.size()));
        }
        return file.data().asSlice(start, entry.size());
    }

    private CheckpointException entryError(Entry entry, String problem) {
        return file.error("entry %s %s".formatted(Quote.of(entry.name()), problem));
    }
}
