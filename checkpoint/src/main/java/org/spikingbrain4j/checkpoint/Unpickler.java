package org.spikingbrain4j.checkpoint;

import java.util.List;

/**
 * Reads the pickle of a PyTorch file: the opcodes of protocol 2 to 5 that torch writes for tensors and containers of them
 * (Python's {@code pickletools} documents each). It can build {@link PickleValue}s and nothing else; whatever else a
 * pickle asks for is refused by name.
 */
final class Unpickler {
    /** A tensor takes about 25. */
    private static final int MOST_OPCODES = 2_000_000;

    private final PickleInput input;
    private final PickleStack stack = new PickleStack();

    private Unpickler(PickleInput input) {
        this.input = input;
    }

    static PickleValue read(byte[] pickle) throws PickleException {
        PickleInput input = new PickleInput(pickle);
        Unpickler unpickler = new Unpickler(input);
        for (int i = 0; i < MOST_OPCODES; i++) {
            int opcode = input.u8();
            if (opcode == '.') {
                return unpickler.stack.result();
            }
            unpickler.execute(opcode);
        }
        throw new PickleException("more than %d opcodes".formatted(MOST_OPCODES));
    }

    private void execute(int opcode) throws PickleException {
        boolean known = scalar(opcode) || container(opcode) || memo(opcode) || call(opcode) || framing(opcode);
        if (!known) {
            throw new PickleException(
                    "opcode 0x%02x at byte %d, which no state dict needs".formatted(opcode, input.position() - 1));
        }
    }

    private boolean framing(int opcode) throws PickleException {
        switch (opcode) {
            case 0x80 -> { // PROTO
                int protocol = input.u8();
                if (protocol < 2 || protocol > 5) {
                    throw new PickleException("pickle protocol %d, expected 2 to 5".formatted(protocol));
                }
            }
            case 0x95 -> input.require(input.s64()); // FRAME
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean scalar(int opcode) throws PickleException {
        switch (opcode) {
            case 'N' -> stack.push(new PickleValue.None());
            case 0x88 -> stack.push(new PickleValue.Flag(true)); // NEWTRUE
            case 0x89 -> stack.push(new PickleValue.Flag(false)); // NEWFALSE
            case 'J' -> stack.push(new PickleValue.Whole(input.s32())); // BININT
            case 'K' -> stack.push(new PickleValue.Whole(input.u8())); // BININT1
            case 'M' -> stack.push(new PickleValue.Whole(input.u16())); // BININT2
            case 0x8a -> stack.push(new PickleValue.Whole(input.signed(input.u8()))); // LONG1
            case 'X' -> stack.push(new PickleValue.Text(input.text(input.u32()))); // BINUNICODE
            case 0x8c -> stack.push(new PickleValue.Text(input.text(input.u8()))); // SHORT_BINUNICODE
            case 0x8d -> stack.push(new PickleValue.Text(input.text(input.s64()))); // BINUNICODE8
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) throws PickleException {
        switch (opcode) {
            case '(' -> stack.mark();
            case ')' -> stack.push(new PickleValue.Tuple(List.of()));
            case ']' -> stack.push(new PickleValue.ListValue());
            case '}' -> stack.push(new PickleValue.Dict());
            case 't' -> stack.push(new PickleValue.Tuple(stack.popToMark()));
            case 0x85, 0x86, 0x87 -> // TUPLE1 to TUPLE3
                stack.push(new PickleValue.Tuple(stack.popLast(opcode - 0x84)));
            case 'a' -> append(stack.popLast(1));
            case 'e' -> append(stack.popToMark());
            case 's' -> setItems(stack.popLast(2));
            case 'u' -> setItems(stack.popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memo(int opcode) throws PickleException {
        switch (opcode) {
            case 'q' -> stack.remember(input.u8());
            case 'r' -> stack.remember(input.u32());
            case 0x94 -> stack.rememberNext(); // MEMOIZE
            case 'h' -> stack.recall(input.u8());
            case 'j' -> stack.recall(input.u32());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean call(int opcode) throws PickleException {
        switch (opcode) {
            case 'c' -> { // GLOBAL
                String module = input.line();
                stack.push(imported(module, input.line()));
            }
            case 0x93 -> { // STACK_GLOBAL
                List<PickleValue> names = stack.popLast(2);
                stack.push(imported(TorchBuilder.text(names.get(0)), TorchBuilder.text(names.get(1))));
            }
            case 'Q' -> stack.push(TorchBuilder.storage(stack.pop())); // BINPERSID
            case 'R' -> { // REDUCE
                List<PickleValue> call = stack.popLast(2);
                stack.push(TorchBuilder.call(call.get(0), call.get(1)));
            }
            case 'b' -> { // BUILD: the _metadata that torch hangs on a state dict, of no use here
                stack.pop();
                TorchBuilder.as(PickleValue.Dict.class, stack.top(), "a dict to set attributes of");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static PickleValue imported(String module, String member) throws PickleException {
        return new PickleValue.Import(TorchImport.named(module, member)
                .orElseThrow(() -> new PickleException(
                        "it imports %s: refused, only tensors are read".formatted(Quote.of(module + "." + member)))));
    }

    private void append(List<PickleValue> values) throws PickleException {
        TorchBuilder.as(PickleValue.ListValue.class, stack.top(), "a list to append to")
                .values()
                .addAll(values);
    }

    private void setItems(List<PickleValue> pairs) throws PickleException {
        PickleValue.Dict dict = TorchBuilder.as(PickleValue.Dict.class, stack.top(), "a dict to fill");
        if (pairs.size() % 2 != 0) {
            throw new PickleException("a dict key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            String key = TorchBuilder.text(pairs.get(i));
            if (dict.values().put(key, pairs.get(i + 1)) != null) {
                throw new PickleException("key %s appears twice".formatted(Quote.of(key)));
            }
        }
    }
}
