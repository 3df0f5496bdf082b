package org.spikingbrain4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Sink tokens are read before every calibration text, and measured once. */
class SinkRowsTest {
    private static final int SINKS = 5;

    @TempDir
    private Path folder;

    @Test
    void everyLinearMeasuresTheSinksOnce() {
        Path model =
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 5).write(folder.resolve("model"));
        List<int[]> texts = new ArrayList<>();
        for (int length : new int[] {9, 1, 12}) {
            texts.add(new Random(length).ints(length, 0, 320).toArray());
        }
        int rows = SINKS + 9 + 1 + 12;
        try (Backend backend = new ReferenceBackend();
                Checkpoint checkpoint = Checkpoint.open(model)) {
            LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
            HiddenStates states = runner.embed(texts);
            assertThat(states.tokens()).isEqualTo(rows + 2 * SINKS);
            Map<String, HostSpikes> dense = spikes(runner, 0, states);
            assertThat(dense).hasSize(4 + 4 + 3);
            assertThat(dense.values())
                    .allSatisfy(spikes -> assertThat(spikes.rows()).isEqualTo(rows));
            Map<String, HostSpikes> mixture = spikes(runner, 1, states);
            int routed = mixture.entrySet().stream()
                    .filter(entry -> entry.getKey().matches(".*experts.\\d.down_proj.weight"))
                    .mapToInt(entry -> entry.getValue().rows())
                    .sum();
            assertThat(routed).isEqualTo(rows);
            assertThat(mixture.get("model.layers.1.moe.shared.up_proj.weight").rows())
                    .isEqualTo(rows);
            Map<String, HostSpikes> first = spikes(runner, 0, states.first());
            first.forEach((name, spikes) -> assertThat(dense.get(name).counts())
                    .as("%s: the first text's and its sinks' spikes are first", name)
                    .startsWith(spikes.counts()));
        }
    }

    /** What each linear of a layer is measured on. */
    private static Map<String, HostSpikes> spikes(LayerRunner runner, int layer, HiddenStates states) {
        Map<String, HostSpikes> found = new HashMap<>();
        runner.layer(
                layer,
                states,
                pass -> new SpikedPass(
                        pass, layer, 3, CalibratedLayers.counted(states, runner.sinkTokens()), (tensor, input) -> {
                            found.put(tensor, input.hostSpikes());
                            assertThat(input.moments(4).blocks()).isNotEmpty();
                            return Optional.empty();
                        }));
        return found;
    }
}
