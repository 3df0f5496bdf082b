package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Whatever is written is read back; whatever is damaged is read or refused, and costs no memory. */
class FormatPropertiesTest {
    private static final int FEW_BYTES = 4 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Property(tries = 60)
    void randomTensorsRoundTrip(
            @ForAll @Size(max = 6) List<DataType> types,
            @ForAll Map<String, String> metadata,
            @ForAll String prefix,
            @ForAll long seed)
            throws IOException {
        Map<String, String> encodable = onlyEncodable(metadata);
        String stem = encodable(prefix) ? prefix : "";
        Random random = new Random(seed);
        List<HostTensor> tensors = IntStream.range(0, types.size())
                .mapToObj(i -> Samples.random(stem + i, types.get(i), shape(random), random))
                .toList();
        Path path = Files.createTempFile("round-trip", ".safetensors");
        try {
            SafetensorsWriter.write(path, tensors, encodable);
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                assertThat(file.metadata()).isEqualTo(encodable);
                assertThat(file.tensorNames()).hasSize(tensors.size());
                for (HostTensor tensor : tensors) {
                    HostTensor found = file.tensor(tensor.name());
                    assertThat(found.dataType()).isEqualTo(tensor.dataType());
                    assertThat(found.shape()).isEqualTo(tensor.shape());
                    assertThat(Samples.bytes(found)).isEqualTo(Samples.bytes(tensor));
                }
            }
        } finally {
            Files.delete(path);
        }
    }

    @Property(tries = 3000)
    void damagedSafetensorsAreReadOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int faults) {
        String header =
                "{\"__metadata__\":{\"a\":\"b\"},\"v\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                        + "\"w\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]}}";
        readOrRefuse(damaged(Samples.safetensors(header, 32), seed, faults), SafetensorsReader::read);
    }

    @Property(tries = 3000)
    void damagedTorchFilesAreReadOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int faults) {
        readOrRefuse(damaged(TorchSamples.sound(), seed, faults), TorchReader::read);
    }

    @Property(tries = 6000)
    void damagedPicklesAreReadOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int faults) {
        byte[] pickle = damaged(TorchSamples.soundPickle(), seed, faults);
        readOrRefuse(TorchSamples.file(pickle, Map.of("0", new byte[24], "1", new byte[8])), TorchReader::read);
    }

    private static byte[] damaged(byte[] sound, long seed, int faults) {
        Random random = new Random(seed);
        byte[] bytes = sound.clone();
        for (int i = 0; i < faults; i++) {
            int position = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(bytes, position + 1);
                case 1 -> without(bytes, position);
                case 2 -> with(bytes, position, (byte) 0xFF);
                case 3 -> with(bytes, position, (byte) (bytes[position] ^ (1 << random.nextInt(8))));
                case 4 -> with(bytes, position, bytes[random.nextInt(bytes.length)]);
                default -> with(bytes, position, (byte) ('0' + random.nextInt(10)));
            };
        }
        return bytes;
    }

    private static byte[] with(byte[] bytes, int position, byte value) {
        byte[] changed = bytes.clone();
        changed[position] = value;
        return changed;
    }

    private static byte[] without(byte[] bytes, int position) {
        if (bytes.length == 1) {
            return bytes;
        }
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, position + 1, shorter, position, bytes.length - position - 1);
        return shorter;
    }

    private static void readOrRefuse(byte[] bytes, Function<MappedFile, TensorFile> reader) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            TensorFile file = reader.apply(Samples.mapped("damaged", bytes));
            assertThat(file.tensors().values())
                    .allSatisfy(tensor -> assertThat(tensor.data().byteSize()).isLessThanOrEqualTo(bytes.length));
        } catch (SpikingBrainException e) {
            assertThat(e).hasMessageContaining("damaged");
            assertThat(e.getMessage().lines()).as(e.getMessage()).hasSize(1);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(FEW_BYTES);
    }

    private static Shape shape(Random random) {
        long[] dimensions = random.longs(random.nextInt(4), 0, 6).toArray();
        return Shape.of(dimensions);
    }

    private static Map<String, String> onlyEncodable(Map<String, String> texts) {
        return texts.entrySet().stream()
                .filter(entry -> encodable(entry.getKey()) && encodable(entry.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Half a surrogate pair is no text in any encoding. */
    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
