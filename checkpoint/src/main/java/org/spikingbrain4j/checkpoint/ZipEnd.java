package org.spikingbrain4j.checkpoint;

/**
 * Where a zip file says its directory is.
 *
 * @param directory first byte of the central directory
 * @param directoryEnd one past its last byte
 */
record ZipEnd(long entries, long directory, long directoryEnd) {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int ZIP64_LOCATOR_BYTES = 20;
    private static final int ZIP64_END = 0x06064b50;

    static ZipEnd find(MappedFile file) {
        ZipFields fields = new ZipFields(file);
        long end = endRecord(file, fields);
        long locator = end - ZIP64_LOCATOR_BYTES;
        ZipEnd found = fields.hasSignature(locator, ZIP64_LOCATOR)
                ? zip64End(fields, locator)
                : at(fields.u16(end + 10), fields.u32(end + 16), fields.u32(end + 12));
        if (found.directory < 0 || found.directoryEnd < found.directory || found.directoryEnd > end) {
            throw file.error("damaged zip: the directory lies at bytes %d to %d of %d; download it again"
                    .formatted(found.directory, found.directoryEnd, file.size()));
        }
        return found;
    }

    private static ZipEnd zip64End(ZipFields fields, long locator) {
        long end = fields.s64(locator + 8);
        fields.expectSignature(end, ZIP64_END, "64-bit end of the directory");
        return at(fields.s64(end + 32), fields.s64(end + 48), fields.s64(end + 40));
    }

    private static ZipEnd at(long entries, long directory, long length) {
        return new ZipEnd(entries, directory, directory + length);
    }

    /** The last record of the file, whose comment reaches exactly to its end. */
    private static long endRecord(MappedFile file, ZipFields fields) {
        long first = Math.max(0, file.size() - END_BYTES - LONGEST_COMMENT);
        for (long position = file.size() - END_BYTES; position >= first; position--) {
            if (fields.hasSignature(position, END) && position + END_BYTES + fields.u16(position + 20) == file.size()) {
                return position;
            }
        }
        throw file.error("a zip file without an end: it is truncated, download it again");
    }
}
