package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;
import org.spikingbrain4j.testkit.Matrix;
import org.spikingbrain4j.testkit.RecordingBackend;

/** The official code's values inside the model: every tap of every layer, and the states left behind. */
class OfficialActivationsTest {

    /** Taps by the weight whose operator makes them. */
    private static final Map<String, String> OUTPUTS = Map.of(
            "attn_norm", "attn_norm.weight",
            "q_proj", "attn.q_proj.weight",
            "k_proj", "attn.k_proj.weight",
            "v_proj", "attn.v_proj.weight",
            "attn", "attn.o_proj.weight",
            "mlp_norm", "mlp_norm.weight",
            "mlp", "mlp.down_proj.weight");

    private static List<Fixtures> fixtures(TestBackend kind) {
        return TestBackend.SPIKING.contains(kind)
                ? List.of(Fixtures.GLA_SWA_F32, Fixtures.GLA_SWA_BF16, Fixtures.W8ASPIKE)
                : List.of(Fixtures.GLA_SWA_F32, Fixtures.GLA_SWA_BF16);
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void tapsAndHiddenValuesEqualTheOfficialOnes(TestBackend kind) {
        for (Fixtures fixture : fixtures(kind)) {
            try (RecordingBackend backend = new RecordingBackend(kind.open());
                    Golden golden = Golden.open(fixture);
                    LanguageModel model =
                            LanguageModel.load(Checkpoint.open(fixture.directory()), backend, ModelOptions.DEFAULT);
                    SequenceState state = model.newState()) {
                model.forward(golden.sequences().get(1), state, LogitsWanted.ALL);
                List<String> checked = new ArrayList<>();
                for (String name : golden.tensorNames()) {
                    if (name.startsWith("tap.") || name.startsWith("hidden.")) {
                        float[] actual = tap(backend, name, fixture, model.config());
                        Closeness.assertValues(fixture + " " + name, actual, golden.tensor(name));
                        checked.add(name);
                    }
                }
                assertThat(checked).hasSizeGreaterThan(20);
            }
        }
    }

    private static float[] tap(RecordingBackend recorder, String name, Fixtures fixture, ModelConfig config) {
        int layers = config.layers();
        int headDim = config.heads().headDim();
        String[] parts = name.split("\\.", -1);
        if (parts[0].equals("hidden")) {
            return hidden(recorder, Integer.parseInt(parts[1]), layers, false);
        }
        int layer = Integer.parseInt(parts[1].substring("layer".length()));
        String prefix = "model.layers.%d.".formatted(layer);
        return switch (parts[2]) {
            case "gla_out" ->
                headsFirst(recorder.call(prefix + "attn.g_norm.weight").input(), headDim);
            case "g_norm" ->
                headsFirst(recorder.call(prefix + "attn.g_norm.weight").output(), headDim);
            case "resid" -> recorder.call(prefix + "mlp_norm.weight").input().values();
            case "gk_proj" -> {
                String gate = fixture == Fixtures.W8ASPIKE ? "attn.gk_proj.weight" : "attn.gk_proj.1.weight";
                yield recorder.call(prefix + gate).output().values();
            }
            case "out" -> hidden(recorder, layer + 1, layers, true);
            default -> recorder.call(prefix + OUTPUTS.get(parts[2])).output().values();
        };
    }

    /** Input of layer {@code index}; the last is the final norm's output, or its input for the last layer's own output. */
    private static float[] hidden(RecordingBackend recorder, int index, int layers, boolean beforeNorm) {
        if (index < layers) {
            return recorder.call("model.layers.%d.attn_norm.weight".formatted(index))
                    .input()
                    .values();
        }
        var norm = recorder.call("model.norm.weight");
        return beforeNorm ? norm.input().values() : norm.output().values();
    }

    /** [tokens, heads · d] to [heads, tokens, d]. */
    private static float[] headsFirst(Matrix matrix, int headDim) {
        int heads = matrix.columns() / headDim;
        float[] result = new float[matrix.values().length];
        int to = 0;
        for (int head = 0; head < heads; head++) {
            for (int row = 0; row < matrix.rows(); row++) {
                System.arraycopy(matrix.values(), row * matrix.columns() + head * headDim, result, to, headDim);
                to += headDim;
            }
        }
        return result;
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void statesEqualTheOfficialOnes(TestBackend kind) {
        for (Fixtures fixture : fixtures(kind)) {
            try (var backend = kind.open();
                    Golden golden = Golden.open(fixture);
                    LanguageModel model = LanguageModel.load(
                            Checkpoint.open(fixture.directory()), backend, ModelOptions.DEFAULT.withChunkTokens(16));
                    SequenceState state = model.newState()) {
                model.forward(golden.sequences().getLast(), state, LogitsWanted.NONE);
                GlaSwaConfig config = (GlaSwaConfig) model.config();
                for (int i = 0; i < config.layers(); i++) {
                    for (HostTensor tensor : state.layers().get(i).export("state.layer" + i)) {
                        HostTensor expected = golden.tensor(tensor.name());
                        float[] actual = tensor.name().endsWith(".gla")
                                ? repeated(tensor, config.heads().groupSize())
                                : tensor.toFloats();
                        Closeness.assertValues(fixture + " " + tensor.name(), actual, expected);
                    }
                }
            }
        }
    }

    /** One matrix per query head, as the goldens list them. */
    private static float[] repeated(HostTensor states, int groupSize) {
        float[] values = states.toFloats();
        int matrix =
                Math.toIntExact(states.shape().dimension(1) * states.shape().dimension(2));
        float[] result = new float[values.length * groupSize];
        for (int head = 0; head < result.length / matrix; head++) {
            System.arraycopy(values, head / groupSize * matrix, result, head * matrix, matrix);
        }
        return result;
    }
}
