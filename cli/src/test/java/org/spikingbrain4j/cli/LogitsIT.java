package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

class LogitsIT {
    private static final double TOLERANCE = 3e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "GLA_SWA_F32, GLA_SWA_F32, false",
        "GLA_SWA_F32, GLA_SWA_F32, true",
        "GLA_SWA_F32_SHARDED, GLA_SWA_F32, false",
        "GLA_SWA_BF16, GLA_SWA_BF16, false",
        "GLA_SWA_BF16_TORCH, GLA_SWA_BF16, true",
        "W8ASPIKE, W8ASPIKE, false",
        "W8ASPIKE, W8ASPIKE, true",
    })
    void logitsAreGolden(Fixtures fixture, Fixtures goldens, boolean windowPlusOne) {
        Path out = folder.resolve("logits.safetensors");
        try (Golden golden = Golden.open(goldens)) {
            int longest = IntStream.range(0, golden.sequences().size())
                    .reduce(
                            0,
                            (a, b) -> golden.sequences().get(b).length
                                            > golden.sequences().get(a).length
                                    ? b
                                    : a);
            Launcher.Result result = Launcher.run(
                    "logits",
                    "--model",
                    fixture.directory().toString(),
                    "--out",
                    out.toString(),
                    "--chunk-tokens",
                    "16",
                    "--tokens",
                    tokens(golden.sequences().get(longest)),
                    windowPlusOne ? "--window-plus-one" : "--quiet");
            assertThat(result.exitCode()).as(result.err()).isZero();
            HostTensor expected = windowPlusOne ? golden.logitsWindowPlusOne(longest) : golden.logits(longest);
            try (SafetensorsFile file = SafetensorsFile.open(out)) {
                HostTensor found = file.tensor("logits");
                assertThat(found.shape()).isEqualTo(expected.shape());
                assertThat(largestDifference(found.toFloats(), expected.toFloats()))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    private static String tokens(int[] tokens) {
        return IntStream.of(tokens).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static double largestDifference(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElseThrow();
    }
}
