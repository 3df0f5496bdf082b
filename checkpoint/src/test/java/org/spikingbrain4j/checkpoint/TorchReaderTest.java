package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

class TorchReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsTensorsOfSeveralTypes() {
        Map<String, HostTensor> tensors = read(TorchSamples.sound());
        assertThat(tensors).containsOnlyKeys("w", "b");
        assertThat(tensors.get("w").dataType()).isEqualTo(DataType.F32);
        assertThat(tensors.get("w").shape()).isEqualTo(Shape.of(2, 3));
        assertThat(Samples.bytes(tensors.get("w"))).isEqualTo(TorchSamples.counting(24));
        assertThat(tensors.get("b").dataType()).isEqualTo(DataType.BF16);
        assertThat(Samples.bytes(tensors.get("b"))).isEqualTo(TorchSamples.counting(8));
    }

    @Test
    void sharesStoragesAndReadsViewsOfThem() {
        byte[] pickle = Pickle.start()
                .emptyState()
                .op('(')
                .tensor("whole", "ShortStorage", "0", 6, 3, 2)
                .tensor("tied", "ShortStorage", "0", 6, 3, 2)
                .view("tail", "ShortStorage", "0", 6, 2, new long[] {2, 1, 2}, new long[] {2, 77, 1})
                .view("none", "ShortStorage", "0", 6, 6, new long[] {0, 3}, new long[] {9, 9})
                .op('u')
                .stop();
        Map<String, HostTensor> tensors = read(TorchSamples.file(pickle, Map.of("0", TorchSamples.counting(12))));
        assertThat(tensors.get("tied").data().mismatch(tensors.get("whole").data()))
                .isEqualTo(-1);
        assertThat(Samples.bytes(tensors.get("tail"))).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(tensors.get("tail").shape()).isEqualTo(Shape.of(2, 1, 2));
        assertThat(tensors.get("none").elements()).isZero();
    }

    @Test
    void readsParametersNestedDictsAndAttributes() {
        byte[] pickle = Pickle.start()
                .emptyState()
                .text("model")
                .op('}')
                .text("p")
                .global("torch._utils", "_rebuild_parameter")
                .op('(')
                .view("ByteStorage", "0", 2, 0, new long[] {2}, new long[] {1})
                .op(0x88) // requires_grad
                .emptyState()
                .op('t')
                .op('R')
                .op('s')
                .op('s')
                .op('}')
                .text("_metadata")
                .emptyState()
                .op('s')
                .op('b')
                .stop();
        Map<String, HostTensor> tensors = read(TorchSamples.file(pickle, Map.of("0", TorchSamples.counting(2))));
        assertThat(tensors).containsOnlyKeys("model.p");
        assertThat(tensors.get("model.p").toDoubles()).containsExactly(0, 1);
    }

    @Test
    void refusesTensorsThatDoNotFitTheirStorage() {
        refused(one("FloatStorage", 6, 0, 2, 4), Map.of("0", new byte[24]), "\"w\"", "[2, 4]", "storage of 6");
        refused(one("FloatStorage", 6, 5, 2), Map.of("0", new byte[24]), "\"w\"", "offset 5");
        refused(one("FloatStorage", 6, Long.MAX_VALUE, 0), Map.of("0", new byte[24]), "\"w\"", "does not fit");
        refused(one("FloatStorage", 7, 0, 2), Map.of("0", new byte[24]), "\"w\"", "7 elements", "24 bytes");
        refused(one("FloatStorage", Long.MAX_VALUE, 0, 2), Map.of("0", new byte[24]), "\"w\"", "24 bytes");
        refused(one("FloatStorage", 6, 0, Long.MAX_VALUE, 3), Map.of("0", new byte[24]), "\"w\"", "larger than any");
        refused(one("FloatStorage", 6, 0, -1), Map.of("0", new byte[24]), "offset of -1");
        refused(one("FloatStorage", 6, 0, 2), Map.of("1", new byte[24]), "\"w\"", "data/0", "missing");
    }

    @Test
    void refusesTransposedTensors() {
        byte[] pickle = Pickle.start()
                .op('}')
                .view("w", "CharStorage", "0", 6, 0, new long[] {2, 3}, new long[] {1, 2})
                .op('s')
                .stop();
        refused(pickle, Map.of("0", new byte[6]), "\"w\"", "[2, 3]", "[1, 2]", "not contiguous");
    }

    /** A short pickle must not spell gigabytes of names: all tensors of a nested dict share its prefix. */
    @Test
    void refusesEndlessNames() {
        byte[] pickle = Pickle.start()
                .op('}')
                .text("k".repeat(200))
                .op('}')
                .tensor("w".repeat(56), "CharStorage", "0", 6, 6)
                .op('s')
                .op('s')
                .stop();
        refused(pickle, Map.of("0", new byte[6]), "\"kkk", "more than 256 characters");
    }

    @Test
    void refusesForeignByteOrder() {
        byte[] zip = TorchSamples.zip(
                Map.of("a/data.pkl", TorchSamples.soundPickle(), "a/byteorder", bytes("big")), ZipEntry.STORED);
        assertThat(refusal(zip)).hasMessageContainingAll("bad.bin", "byteorder little");
    }

    @Test
    void refusesCompressedEntries() {
        byte[] zip = TorchSamples.zip(Map.of("a/data.pkl", TorchSamples.soundPickle()), ZipEntry.DEFLATED);
        assertThat(refusal(zip)).hasMessageContainingAll("bad.bin", "a/data.pkl", "compressed");
    }

    @Test
    void refusesStoredEntriesOfTwoSizes() {
        byte[] zip = TorchSamples.zip(Map.of("a/data.pkl", TorchSamples.soundPickle()), ZipEntry.STORED);
        int centralHeader = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        zip[centralHeader + 20]++;
        assertThat(refusal(zip)).hasMessageContainingAll("bad.bin", "a/data.pkl", "of two sizes");
    }

    @Test
    void refusesZipsWithoutAPickle() {
        byte[] zip = TorchSamples.zip(Map.of("a/b/data.pkl", new byte[1]), ZipEntry.STORED);
        assertThat(refusal(zip)).hasMessageContainingAll("bad.bin", "expected one entry", "found 0");
    }

    @Test
    void namesOldFormats() {
        assertThat(refusal(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10}))
                .hasMessageContainingAll("bad.bin", "before 1.6", "torch.save");
        byte[] tar = new byte[512];
        System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
        assertThat(refusal(tar)).hasMessageContainingAll("bad.bin", "before 1.6");
        assertThat(refusal(bytes("hello"))).hasMessageContainingAll("bad.bin", "expected a zip file");
        assertThat(refusal(new byte[0])).hasMessageContainingAll("bad.bin", "expected a zip file");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] sound = TorchSamples.sound();
        for (int length = 0; length < sound.length; length++) {
            assertThat(refusal(Arrays.copyOf(sound, length))).hasMessageContaining("bad.bin");
        }
    }

    @Test
    void readsZip64FilesBeyondFourGibibytes() throws IOException {
        long elements = (4L << 30) + 3;
        byte[] pickle = Pickle.start()
                .emptyState()
                .tensor("large", "CharStorage", "0", elements, elements)
                .op('s')
                .stop();
        Path path = folder.resolve("large.bin");
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            new Zip64Writer(channel)
                    .entry("m/data/0", elements, new byte[] {42})
                    .entry("m/data.pkl", pickle.length, pickle)
                    .finish();
        }
        try (Arena arena = Arena.ofConfined()) {
            HostTensor tensor =
                    TorchReader.read(MappedFile.map(path, arena)).tensors().get("large");
            assertThat(tensor.elements()).isEqualTo(elements);
            assertThat(tensor.value(elements - 1)).isEqualTo(42);
            assertThat(tensor.value(elements - 2)).isZero();
        }
    }

    @Test
    void refusesZip64RecordsThatPointElsewhere() throws IOException {
        Path path = folder.resolve("z.bin");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            new Zip64Writer(channel).entry("m/data.pkl", 1, new byte[1]).finish();
        }
        byte[] sound = Files.readAllBytes(path);
        int locator = sound.length - 22 - 20;
        byte[] broken = sound.clone();
        ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putLong(locator + 8, Long.MAX_VALUE);
        assertThat(refusal(broken)).hasMessageContainingAll("bad.bin", "damaged zip");
        for (int field : new int[] {32, 40, 48}) {
            byte[] wrong = sound.clone();
            ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putLong(locator - 56 + field, Long.MAX_VALUE - 3);
            assertThat(refusal(wrong)).hasMessageContainingAll("bad.bin", "damaged zip");
        }
    }

    private static byte[] one(String storage, long elements, long offset, long... sizes) {
        long[] strides = new long[sizes.length];
        Arrays.fill(strides, 1);
        if (sizes.length == 2) {
            strides[0] = Math.max(sizes[1], 0);
        }
        return Pickle.start()
                .op('}')
                .view("w", storage, "0", elements, offset, sizes, strides)
                .op('s')
                .stop();
    }

    private static Map<String, HostTensor> read(byte[] file) {
        return TorchReader.read(Samples.mapped("good.bin", file)).tensors();
    }

    private static void refused(byte[] pickle, Map<String, byte[]> storages, String... expected) {
        assertThat(refusal(TorchSamples.file(pickle, storages)))
                .hasMessageContaining("bad.bin")
                .hasMessageContainingAll(expected);
    }

    private static Throwable refusal(byte[] file) {
        Throwable refusal = catchThrowable(() -> TorchReader.read(Samples.mapped("bad.bin", file)));
        assertThat(refusal).isInstanceOf(CheckpointException.class);
        assertThat(refusal.getMessage().lines()).hasSize(1);
        return refusal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
