package org.spikingbrain4j.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/**
 * A file of {@code torch.save} since PyTorch 1.6: a zip file of stored entries below one folder, of which
 * {@code data.pkl} describes the tensors and {@code data/KEY} are their bytes.
 */
final class TorchReader {
    private static final byte[] ZIP = {'P', 'K'};
    private static final byte[] BARE_PICKLE = {(byte) 0x80};
    private static final byte[] TAR = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final int TAR_OFFSET = 257;
    private static final int LONGEST_PICKLE = 64 << 20;
    private static final int DEEPEST_DICT = 16;

    /** Nested dicts share their prefix, so that names could be much larger than the pickle that spells them. */
    private static final int LONGEST_NAME = 256;

    private final MappedFile file;
    private final ZipDirectory zip;
    private final String folder;
    private final SortedMap<String, HostTensor> tensors = new TreeMap<>();
    private final Set<PickleValue.Dict> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    private TorchReader(MappedFile file) {
        this.file = file;
        this.zip = ZipDirectory.read(file);
        this.folder = folder();
    }

    static TensorFile read(MappedFile file) {
        if (!file.startsWith(ZIP)) {
            throw notZip(file);
        }
        TorchReader reader = new TorchReader(file);
        reader.checkByteOrder();
        reader.addAll("", reader.stateDict(), 1);
        return new TensorFile(file.path(), reader.tensors, Map.of());
    }

    private static CheckpointException notZip(MappedFile file) {
        boolean tar = file.size() > TAR_OFFSET + TAR.length
                && MemorySegment.ofArray(TAR).mismatch(file.data().asSlice(TAR_OFFSET, TAR.length)) == -1;
        if (tar || file.startsWith(BARE_PICKLE)) {
            return file.error("the format of PyTorch before 1.6; load it in PyTorch and save it again with torch.save");
        }
        return file.error("expected a zip file of torch.save, found something else; it may be damaged");
    }

    private String folder() {
        List<String> pickles = zip.names().stream()
                .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.lastIndexOf('/'))
                .toList();
        if (pickles.size() != 1) {
            throw file.error("expected one entry FOLDER/data.pkl, found %d; this is no file of torch.save"
                    .formatted(pickles.size()));
        }
        String pickle = pickles.getFirst();
        return pickle.substring(0, pickle.indexOf('/') + 1);
    }

    private void checkByteOrder() {
        zip.data(folder + "byteorder").ifPresent(order -> {
            if (order.mismatch(MemorySegment.ofArray("little".getBytes(StandardCharsets.US_ASCII))) != -1) {
                throw file.error("expected byteorder little; save it again on a little-endian machine");
            }
        });
    }

    private PickleValue.Dict stateDict() {
        MemorySegment pickle = zip.data(folder + "data.pkl").orElseThrow();
        if (pickle.byteSize() > LONGEST_PICKLE) {
            throw file.error("data.pkl has %d bytes, more than %d; this is no plain state dict"
                    .formatted(pickle.byteSize(), LONGEST_PICKLE));
        }
        try {
            PickleValue root = Unpickler.read(pickle.toArray(ValueLayout.JAVA_BYTE));
            return TorchBuilder.as(PickleValue.Dict.class, root, "a dict of tensors");
        } catch (PickleException e) {
            throw new CheckpointException("%s: data.pkl: %s".formatted(file.path(), e.getMessage()), e);
        }
    }

    private void addAll(String prefix, PickleValue.Dict dict, int depth) {
        // Sharing could make a small pickle describe an endless dict.
        if (depth > DEEPEST_DICT || !visited.add(dict)) {
            throw file.error("dict %s is nested too deeply or used twice".formatted(Quote.of(prefix)));
        }
        dict.values().forEach((key, value) -> {
            if (prefix.length() + key.length() > LONGEST_NAME) {
                throw file.error("a tensor's name begins with %s and has more than %d characters; this is no model"
                        .formatted(Quote.of(prefix + key), LONGEST_NAME));
            }
            String name = prefix + key;
            switch (value) {
                case PickleValue.TensorView view -> add(name, view);
                case PickleValue.Dict nested -> addAll(name + ".", nested, depth + 1);
                default -> throw file.tensorError(name, "expected a tensor, found " + value.kind());
            }
        });
    }

    private void add(String name, PickleValue.TensorView view) {
        if (tensors.put(name, tensor(name, view)) != null) {
            throw file.tensorError(name, "appears twice");
        }
    }

    private HostTensor tensor(String name, PickleValue.TensorView view) {
        PickleValue.Storage storage = view.storage();
        MemorySegment data = zip.data(folder + "data/" + storage.key())
                .orElseThrow(() ->
                        file.tensorError(name, "its entry %s is missing".formatted(Quote.of("data/" + storage.key()))));
        int width = storage.dataType().bytes();
        if (data.byteSize() % width != 0 || data.byteSize() / width != storage.elements()) {
            throw file.tensorError(
                    name,
                    "its storage should hold %d elements of %s, found %d bytes; download the file again"
                            .formatted(storage.elements(), storage.dataType(), data.byteSize()));
        }
        Shape shape = shape(name, view);
        if (shape.elements() > storage.elements() - view.offset()) {
            throw file.tensorError(
                    name,
                    "shape %s at offset %d does not fit its storage of %d elements"
                            .formatted(shape, view.offset(), storage.elements()));
        }
        if (shape.elements() > 0) {
            requireContiguous(name, view);
        }
        MemorySegment slice = data.asSlice(view.offset() * width, shape.elements() * width);
        return new HostTensor(name, storage.dataType(), shape, slice);
    }

    private Shape shape(String name, PickleValue.TensorView view) {
        try {
            return new Shape(view.sizes());
        } catch (IllegalArgumentException e) {
            throw file.tensorError(name, "sizes %s are larger than any file can be".formatted(view.sizes()));
        }
    }

    private void requireContiguous(String name, PickleValue.TensorView view) {
        long expected = 1;
        for (int i = view.sizes().size() - 1; i >= 0; i--) {
            long size = view.sizes().get(i);
            if (size > 1 && view.strides().get(i) != expected) {
                throw file.tensorError(
                        name,
                        "sizes %s with strides %s are not contiguous; call contiguous() before torch.save"
                                .formatted(view.sizes(), view.strides()));
            }
            expected *= size;
        }
    }
}
