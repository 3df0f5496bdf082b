package org.spikingbrain4j.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import org.spikingbrain4j.operators.DataType;

/** The only names a PyTorch file may import; we never run what stands behind them, we know what they mean. */
enum TorchImport {
    ORDERED_DICT("collections", "OrderedDict"),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
    DOUBLE_STORAGE("DoubleStorage", DataType.F64),
    FLOAT_STORAGE("FloatStorage", DataType.F32),
    HALF_STORAGE("HalfStorage", DataType.F16),
    BFLOAT16_STORAGE("BFloat16Storage", DataType.BF16),
    LONG_STORAGE("LongStorage", DataType.I64),
    INT_STORAGE("IntStorage", DataType.I32),
    SHORT_STORAGE("ShortStorage", DataType.I16),
    CHAR_STORAGE("CharStorage", DataType.I8),
    BYTE_STORAGE("ByteStorage", DataType.U8),
    BOOL_STORAGE("BoolStorage", DataType.BOOL);

    private final String module;
    private final String member;
    private final Optional<DataType> storageType;

    TorchImport(String module, String member) {
        this.module = module;
        this.member = member;
        this.storageType = Optional.empty();
    }

    TorchImport(String member, DataType storageType) {
        this.module = "torch";
        this.member = member;
        this.storageType = Optional.of(storageType);
    }

    static Optional<TorchImport> named(String module, String member) {
        return Arrays.stream(values())
                .filter(known -> known.module.equals(module) && known.member.equals(member))
                .findFirst();
    }

    /** The element type where this is a class of storages. */
    Optional<DataType> storageType() {
        return storageType;
    }
}
