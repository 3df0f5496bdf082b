package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The unpickler builds tensors and containers of them, and nothing else. */
class UnpicklerTest {

    @ParameterizedTest
    @CsvSource({
        "os,system",
        "builtins,eval",
        "torch._utils,_rebuild_tensor_v3",
        "collections,defaultdict",
        "torch.storage,UntypedStorage",
        "torch,nn",
    })
    void refusesEveryOtherImportByName(String module, String name) {
        Pickle global = Pickle.start()
                .global(module, name)
                .op('(')
                .text("rm -rf /")
                .op('t')
                .op('R');
        refused(global.stop(), "it imports \"%s.%s\": refused".formatted(module, name));
        Pickle stackGlobal = Pickle.start().op(0x80, 4).text(module).text(name).op(0x93);
        refused(stackGlobal.stop(), "it imports \"%s.%s\": refused".formatted(module, name));
    }

    @Test
    void refusesOpcodesThatBuildObjects() {
        for (int opcode : new int[] {'i', 'o', 0x81, 0x92, 'P', 'p', 'g', 0x82, 'R' ^ 0x80, 'G', '0', '2'}) {
            refused(Pickle.start().op(opcode).stop(), "opcode 0x%02x at byte 2".formatted(opcode));
        }
    }

    @Test
    void understandsProtocolFour() throws PickleException {
        byte[] pickle = new Pickle()
                .op(0x80, 4, 0x95, 24, 0, 0, 0, 0, 0, 0, 0)
                .op('}', 0x94, '(')
                .op(0x8c, 1, 'k', 0x94, 'K', 7)
                .op(0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 'l', 'M', 1, 2)
                .op('u')
                .stop();
        PickleValue.Dict dict = (PickleValue.Dict) Unpickler.read(pickle);
        assertThat(dict.values()).isEqualTo(Map.of("k", new PickleValue.Whole(7), "l", new PickleValue.Whole(0x201)));
    }

    @Test
    void readsIntegersOfEveryWidth() throws PickleException {
        assertThat(Unpickler.read(Pickle.start().number(-5).stop())).isEqualTo(new PickleValue.Whole(-5));
        assertThat(Unpickler.read(Pickle.start().number(1L << 40).stop())).isEqualTo(new PickleValue.Whole(1L << 40));
        assertThat(Unpickler.read(Pickle.start().op(0x8a, 0).stop())).isEqualTo(new PickleValue.Whole(0));
        assertThat(Unpickler.read(Pickle.start().op(0x8a, 2, 0xff, 0xfe).stop()))
                .isEqualTo(new PickleValue.Whole(-257));
        refused(Pickle.start().op(0x8a, 9).stop(), "integer of 9 bytes");
    }

    @Test
    void refusesTruncationAndHugeLengths() {
        refused(new byte[0], "truncated");
        refused(Pickle.start().op('}').op('K').stop(), "truncated");
        refused(Pickle.start().op('X', 0xff, 0xff, 0xff, 0xff).stop(), "truncated: 4294967295 bytes wanted");
        refused(Pickle.start().op(0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80).stop(), "truncated");
        refused(Pickle.start().op(0x95, 255, 255, 255, 255, 255, 255, 255, 127).stop(), "truncated");
        refused(Pickle.start().op('X', 1, 0, 0, 0, 0xC3).stop(), "not UTF-8");
        refused(Pickle.start().global("a".repeat(300), "b").stop(), "more than 256 bytes");
    }

    @Test
    void refusesStackAndMemoFaults() {
        refused(Pickle.start().stop(), "empty stack");
        refused(Pickle.start().op('t').stop(), "mark is taken that was never set");
        refused(Pickle.start().op(0x87).stop(), "empty stack");
        refused(Pickle.start().op('h', 3).stop(), "memo 3 is read before");
        refused(Pickle.start().op('j', 255, 255, 255, 255).stop(), "memo 4294967295 is read before");
        refused(Pickle.start().op('q', 0).stop(), "empty stack");
        refused(Pickle.start().op('K', 1, 'K', 2).stop(), "values are left");
        refused(Pickle.start().op('K', 1, '(').op('R').stop(), "empty stack");
        refused(Pickle.start().op(0x80, 9).stop(), "protocol 9");
    }

    @Test
    void refusesWrongKinds() {
        refused(Pickle.start().op('}').number(1).number(2).op('s').stop(), "expected a string, found a number");
        refused(Pickle.start().op('}').op('(').text("k").op('u').stop(), "key without a value");
        refused(
                Pickle.start()
                        .op('}')
                        .op('(')
                        .text("k")
                        .op('N')
                        .text("k")
                        .op('N')
                        .op('u')
                        .stop(),
                "\"k\" appears twice");
        refused(Pickle.start().op('N').op('N').op('a').stop(), "expected a list to append to, found None");
        refused(Pickle.start().op('N').op('N').op('b').stop(), "expected a dict to set attributes of");
        refused(Pickle.start().op('N').op(')').op('R').stop(), "expected a function, found None");
        refused(Pickle.start().global("torch", "FloatStorage").op(')').op('R').stop(), "call of a storage class");
        refused(Pickle.start().text("x").op('Q').stop(), "expected a tuple as persistent id");
        refused(
                Pickle.start()
                        .global("torch._utils", "_rebuild_tensor_v2")
                        .op(')')
                        .op('R')
                        .stop(),
                "with 0 arguments");
    }

    @Test
    void refusesEndlessStructures() {
        refused(repeated(1 << 21, '('), "more than 1048576 marks");
        refused(repeated(1 << 21, 'N'), "more than 1048576 values");
        byte[] nested = repeated(2_000_001, 0x85);
        nested[2] = 'N';
        refused(nested, "more than 2000000 opcodes");
    }

    private static byte[] repeated(int count, int opcode) {
        byte[] pickle = new byte[2 + count];
        Arrays.fill(pickle, (byte) opcode);
        pickle[0] = (byte) 0x80;
        pickle[1] = 2;
        return pickle;
    }

    @Test
    void refusesDictsThatHoldThemselvesOrAreSharedOrTooDeep() {
        refusedFile(
                Pickle.start().op('}').op('q', 0).text("a").op('h', 0).op('s').stop(), "used twice");
        Pickle deep = Pickle.start();
        for (int i = 0; i < 100_000; i++) {
            deep.op('}').text("a");
        }
        deep.op('N');
        for (int i = 0; i < 100_000; i++) {
            deep.op('s');
        }
        refusedFile(deep.stop(), "nested too deeply");
    }

    @Test
    void refusesRootsAndValuesThatAreNoTensors() {
        refusedFile(Pickle.start().op(']').stop(), "expected a dict of tensors, found a list");
        refusedFile(Pickle.start().op('}').text("step").number(3).op('s').stop(), "\"step\"", "found a number");
    }

    private static void refused(byte[] pickle, String expected) {
        assertThatThrownBy(() -> Unpickler.read(pickle))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining(expected);
        refusedFile(pickle, expected);
    }

    private static void refusedFile(byte[] pickle, String... expected) {
        byte[] file = TorchSamples.file(pickle, Map.of());
        assertThatThrownBy(() -> TorchReader.read(Samples.mapped("bad.bin", file)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("bad.bin")
                .hasMessageContainingAll(expected);
    }
}
