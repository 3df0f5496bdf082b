package org.spikingbrain4j.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.spikingbrain4j.checkpoint.Sha256;
import org.spikingbrain4j.operators.FloatEncoding;
import org.spikingbrain4j.operators.HostTensor;

/** The tensors of a state's layers, as they stand in a file. */
record StateTensors(List<HostTensor> all) {
    private static final int PIECE = 1 << 20;

    StateTensors {
        all = List.copyOf(all);
    }

    static StateTensors of(List<LayerState> layers, StatePrecision precision) {
        List<HostTensor> tensors = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            for (HostTensor tensor : layers.get(i).export(prefix(i))) {
                tensors.add(precision == StatePrecision.F32 ? tensor : encoded(tensor, precision));
            }
        }
        return new StateTensors(tensors);
    }

    /** What the names of a layer's tensors begin with. */
    static String prefix(int layer) {
        return "layers." + layer;
    }

    private static HostTensor encoded(HostTensor tensor, StatePrecision precision) {
        MemorySegment data =
                Arena.ofAuto().allocate(tensor.elements() * precision.type().bytes());
        float[] piece = new float[(int) Math.min(PIECE, tensor.elements())];
        for (long from = 0; from < tensor.elements(); from += PIECE) {
            int count = (int) Math.min(PIECE, tensor.elements() - from);
            tensor.read(from, piece, 0, count);
            FloatEncoding.encode(
                    piece,
                    count,
                    precision.type(),
                    data.asSlice(from * precision.type().bytes()));
        }
        return new HostTensor(tensor.name(), precision.type(), tensor.shape(), data);
    }

    /**
     * Hex SHA-256 of names, types, shapes and contents, and of what the file says of them: one in which a bit has changed has another.
     *
     * @param metadata all but the hash itself
     */
    String digest(SortedMap<String, String> metadata) {
        MessageDigest sha256 = Sha256.start();
        metadata.forEach((key, value) -> {
            update(sha256, key);
            update(sha256, value);
        });
        update(sha256, Integer.toString(all.size()));
        all.stream().sorted(Comparator.comparing(HostTensor::name)).forEach(tensor -> {
            update(sha256, "%s %s %s".formatted(tensor.name(), tensor.dataType(), tensor.shape()));
            for (long from = 0; from < tensor.data().byteSize(); from += PIECE) {
                long size = Math.min(PIECE, tensor.data().byteSize() - from);
                sha256.update(tensor.data().asSlice(from, size).asByteBuffer());
            }
        });
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** With its length in front: no two sequences of texts give the same bytes. */
    private static void update(MessageDigest sha256, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update("%d:".formatted(bytes.length).getBytes(StandardCharsets.UTF_8));
        sha256.update(bytes);
    }
}
