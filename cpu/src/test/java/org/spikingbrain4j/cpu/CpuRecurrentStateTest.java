package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

class CpuRecurrentStateTest {
    private static final AttentionHeads HEADS = new AttentionHeads(4, 2, 13);

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 13, 16, 32})
    void exportsWhatWasRestoredWhateverThePanels(int panelColumns) {
        CpuRecurrentState state = new CpuRecurrentState(HEADS, panelColumns);
        assertThat(state.export("s").toFloats()).containsOnly(0f);
        state.restore(counting());
        assertThat(state.export("s").shape()).isEqualTo(Shape.of(2, 13, 13));
        assertThat(state.export("s").toFloats()).isEqualTo(counting().toFloats());
        Rows panel = state.panel(1, 0);
        assertThat(panel.array()[panel.at(3, 0)]).isEqualTo(169 + 3 * 13);
    }

    @Test
    void copiesAreIndependent() {
        CpuRecurrentState state = new CpuRecurrentState(HEADS, 8);
        state.restore(counting());
        CpuRecurrentState copy = state.copy();
        state.panel(0, 0).array()[0] = 99;
        assertThat(copy.export("s").toFloats()).isEqualTo(counting().toFloats());
        assertThat(copy.bytes()).isEqualTo(2 * 2 * 13 * 8 * 4);
    }

    @Test
    void wrongShapesAreNamed() {
        CpuRecurrentState state = new CpuRecurrentState(HEADS, 8);
        HostTensor wrong = HostTensor.of("layer.state", Shape.of(2, 13, 12), new float[2 * 13 * 12]);
        assertThatThrownBy(() -> state.restore(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer.state: need [2, 13, 13], found [2, 13, 12]");
    }

    @Test
    void useAfterCloseIsAnErrorAndClosingTwiceIsNot() {
        CpuRecurrentState state = new CpuRecurrentState(HEADS, 8);
        state.close();
        state.close();
        assertThatThrownBy(() -> state.export("s")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(state::copy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.panel(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    private static HostTensor counting() {
        float[] values = new float[2 * 13 * 13];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return HostTensor.of("counting", Shape.of(2, 13, 13), values);
    }
}
