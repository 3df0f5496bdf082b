package org.spikingbrain4j.benchmarks.longcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaContextTest {
    private static final int[] TEXT = {3, 1, 4, 1, 5, 9, 2, 6};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(GgufType.class)
    void opensWhatWeWrite(GgufType type) {
        try (LlamaContext context = open(model(type), false)) {
            assertThat(context.read(TEXT)).isBetween(0, ModelShape.TINY.vocabulary() - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStateGoesOnAsTheSequenceDid(boolean flash) {
        Path model = model(GgufType.F32);
        try (LlamaContext first = open(model, flash);
                LlamaContext second = open(model, flash);
                Arena arena = Arena.ofConfined()) {
            first.read(TEXT);
            second.restore(LlamaState.repeated(first.state(arena), 1, arena));
            for (int token : TEXT) {
                assertThat(second.read(token)).isEqualTo(first.read(token));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRepeatedStateIsLonger(boolean flash) {
        try (LlamaContext context = open(model(GgufType.F16), flash);
                Arena arena = Arena.ofConfined()) {
            context.read(TEXT);
            MemorySegment once = context.state(arena);
            context.restore(LlamaState.repeated(once, 3, arena));
            MemorySegment threeTimes = context.state(arena);
            assertThat(threeTimes.byteSize()).isBetween(2 * once.byteSize(), 3 * once.byteSize());
            context.read(1);
            assertThat(context.state(arena).byteSize()).isGreaterThan(threeTimes.byteSize());
        }
    }

    @Test
    void aFileThatIsNoneIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("no.gguf"), "no model");
        assertThatThrownBy(() -> open(file, false))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("refuses");
    }

    private Path model(GgufType type) {
        Path file = folder.resolve(type + ".gguf");
        RandomGguf.of(ModelShape.TINY, type, 1 << 20).write(file);
        return file;
    }

    private static LlamaContext open(Path file, boolean flash) {
        return new LlamaContext(library(), file, ModelShape.TINY.vocabulary(), 256, 1, flash);
    }

    private static LlamaLibrary library() {
        try {
            return LlamaLibrary.load();
        } catch (ReportException e) {
            return abort("llama.cpp does not load here: " + e.getMessage());
        }
    }
}
