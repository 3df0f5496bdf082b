package org.spikingbrain4j.benchmarks.longcontext;

/** Element types of GGUF tensors that we write, with the numbers of the format. */
enum GgufType {
    F32(0, 0, 1, 4),
    F16(1, 1, 1, 2),
    /** Blocks of 32 integers of 8 bits behind a scale of 16 bits. */
    Q8_0(8, 7, 32, 34);

    private final int code;
    private final int fileType;
    private final int blockElements;
    private final int blockBytes;

    GgufType(int code, int fileType, int blockElements, int blockBytes) {
        this.code = code;
        this.fileType = fileType;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** Number of the type of a tensor. */
    int code() {
        return code;
    }

    /** Number of {@code general.file_type} of a file whose matrices are of this type. */
    int fileType() {
        return fileType;
    }

    int blockElements() {
        return blockElements;
    }

    /** @throws IllegalArgumentException where the elements are no whole blocks */
    long bytes(long elements) {
        if (elements % blockElements != 0) {
            throw new IllegalArgumentException(
                    "%s: expected a multiple of %d elements, found %d".formatted(this, blockElements, elements));
        }
        return elements / blockElements * blockBytes;
    }
}
