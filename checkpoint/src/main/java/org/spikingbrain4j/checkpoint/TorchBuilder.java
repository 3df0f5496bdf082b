package org.spikingbrain4j.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.operators.DataType;

/** What the functions that a PyTorch file may call do: they describe storages and tensors (torch/_utils.py). */
final class TorchBuilder {
    private static final int MOST_DIMENSIONS = 32;

    private TorchBuilder() {}

    static PickleValue call(PickleValue function, PickleValue arguments) throws PickleException {
        List<PickleValue> values =
                as(PickleValue.Tuple.class, arguments, "a tuple of arguments").values();
        TorchImport name = as(PickleValue.Import.class, function, "a function").name();
        return switch (name) {
            case ORDERED_DICT -> {
                requireArguments(values, 0, 0, "OrderedDict");
                yield new PickleValue.Dict();
            }
            case REBUILD_TENSOR -> tensor(values);
            case REBUILD_PARAMETER -> {
                requireArguments(values, 3, 3, "_rebuild_parameter");
                yield as(PickleValue.TensorView.class, values.getFirst(), "a tensor");
            }
            default -> throw new PickleException("a call of a storage class: refused");
        };
    }

    /** The storage that a persistent id names: ("storage", class, key, device, elements). */
    static PickleValue.Storage storage(PickleValue id) throws PickleException {
        List<PickleValue> values =
                as(PickleValue.Tuple.class, id, "a tuple as persistent id").values();
        requireArguments(values, 5, 5, "persistent id");
        if (!text(values.get(0)).equals("storage")) {
            throw new PickleException("a persistent id that is no storage");
        }
        DataType dataType = as(PickleValue.Import.class, values.get(1), "a storage class")
                .name()
                .storageType()
                .orElseThrow(() -> new PickleException("a persistent id without a storage class"));
        return new PickleValue.Storage(dataType, text(values.get(2)), natural(values.get(4)));
    }

    /** (storage, offset, sizes, strides, requires_grad, hooks[, metadata]). */
    private static PickleValue tensor(List<PickleValue> values) throws PickleException {
        requireArguments(values, 6, 7, "_rebuild_tensor_v2");
        List<Long> sizes = naturals(values.get(2));
        List<Long> strides = naturals(values.get(3));
        if (sizes.size() != strides.size()) {
            throw new PickleException("a tensor of %d sizes and %d strides".formatted(sizes.size(), strides.size()));
        }
        return new PickleValue.TensorView(
                as(PickleValue.Storage.class, values.get(0), "a storage"), natural(values.get(1)), sizes, strides);
    }

    private static void requireArguments(List<PickleValue> values, int least, int most, String of)
            throws PickleException {
        if (values.size() < least || values.size() > most) {
            throw new PickleException("%s with %d arguments".formatted(of, values.size()));
        }
    }

    private static List<Long> naturals(PickleValue value) throws PickleException {
        List<PickleValue> values =
                as(PickleValue.Tuple.class, value, "a tuple of sizes").values();
        if (values.size() > MOST_DIMENSIONS) {
            throw new PickleException("a tensor of more than %d dimensions".formatted(MOST_DIMENSIONS));
        }
        List<Long> numbers = new ArrayList<>();
        for (PickleValue number : values) {
            numbers.add(natural(number));
        }
        return List.copyOf(numbers);
    }

    private static long natural(PickleValue value) throws PickleException {
        long number = as(PickleValue.Whole.class, value, "a number").value();
        if (number < 0) {
            throw new PickleException("a size, stride or offset of %d".formatted(number));
        }
        return number;
    }

    static String text(PickleValue value) throws PickleException {
        return as(PickleValue.Text.class, value, "a string").value();
    }

    static <T extends PickleValue> T as(Class<T> kind, PickleValue value, String expected) throws PickleException {
        if (!kind.isInstance(value)) {
            throw new PickleException("expected %s, found %s".formatted(expected, value.kind()));
        }
        return kind.cast(value);
    }
}
