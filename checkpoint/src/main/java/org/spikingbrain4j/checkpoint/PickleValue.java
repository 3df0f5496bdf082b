package org.spikingbrain4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spikingbrain4j.operators.DataType;

/** All that a pickled state dict may be made of. Nothing here can run. */
sealed interface PickleValue {
    /** For messages: "a number". */
    String kind();

    record None() implements PickleValue {
        @Override
        public String kind() {
            return "None";
        }
    }

    record Flag(boolean value) implements PickleValue {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    record Whole(long value) implements PickleValue {
        @Override
        public String kind() {
            return "a number";
        }
    }

    record Text(String value) implements PickleValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    record Tuple(List<PickleValue> values) implements PickleValue {
        @Override
        public String kind() {
            return "a tuple";
        }
    }

    /** The name of a function or class that we stand in for. */
    record Import(TorchImport name) implements PickleValue {
        @Override
        public String kind() {
            return "an import";
        }
    }

    /**
     * One buffer of elements, shared by the tensors that view it.
     *
     * @param key name of its entry in the zip file, below {@code data/}
     */
    record Storage(DataType dataType, String key, long elements) implements PickleValue {
        @Override
        public String kind() {
            return "a storage";
        }
    }

    /**
     * A view of a storage.
     *
     * @param offset its first element within the storage
     * @param strides elements between neighbours of each dimension
     */
    record TensorView(Storage storage, long offset, List<Long> sizes, List<Long> strides) implements PickleValue {
        @Override
        public String kind() {
            return "a tensor";
        }
    }

    /** Mutable and compared by identity, like Python's: it may hold itself. */
    final class ListValue implements PickleValue {
        private final List<PickleValue> values = new ArrayList<>();

        List<PickleValue> values() {
            return values;
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Mutable and compared by identity, like Python's: it may hold itself. */
    final class Dict implements PickleValue {
        private final Map<String, PickleValue> values = new LinkedHashMap<>();

        Map<String, PickleValue> values() {
            return values;
        }

        @Override
        public String kind() {
            return "a dict";
        }
    }
}
