package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotaryReaderTest {
    private static final double[] PLAIN = {1, 0.1, 0.01, 0.001};

    @Test
    void readsPlainDefaultAndLinear() throws JsonProcessingException {
        assertThat(read("{}")).containsExactly(PLAIN, within(1e-15));
        assertThat(read("{\"rope_scaling\": null}")).containsExactly(PLAIN, within(1e-15));
        assertThat(read("{\"rope_scaling\": {\"rope_type\": \"default\"}}")).containsExactly(PLAIN, within(1e-15));
        assertThat(read("{\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}}"))
                .containsExactly(new double[] {0.25, 0.025, 0.0025, 0.00025}, within(1e-15));
        assertThat(read("{\"rope_theta\": 16.0}")).containsExactly(new double[] {1, 0.5, 0.25, 0.125}, within(1e-15));
        assertThat(read("{\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 16}}"))
                .containsExactly(new double[] {1, 0.5, 0.25, 0.125}, within(1e-15));
    }

    /**
     * By hand: 1000 positions are 159.155, 15.9155, 1.59155 and 0.159155 waves. More than 4 waves: unchanged; fewer than 1:
     * an eighth; between: (1.59155 - 1) / 3 = 0.197183 of it unchanged.
     */
    @Test
    void readsTheInterpolationOfLlama3() throws JsonProcessingException {
        double[] found = read("""
                {"rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                 "high_freq_factor": 4.0, "original_max_position_embeddings": 1000}}""");
        assertThat(found)
                .containsExactly(
                        new double[] {1, 0.1, 0.01 * (0.1971831 + (1 - 0.1971831) / 8), 0.001 / 8}, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"rope_type\": \"yarn\"}                  | rope_scaling.rope_type | \"yarn\" is not supported",
                "{\"type\": \"dynamic\", \"factor\": 2}     | rope_scaling.type      | \"dynamic\" is not supported",
                "{}                                         | rope_scaling.type      | found nothing",
                "7                                          | rope_scaling           | an object or null, found 7",
                "{\"type\": \"linear\"}                     | rope_scaling.factor    | found nothing",
                "{\"type\": \"linear\", \"factor\": -1}     | rope_scaling.factor    | found -1",
                "{\"type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 4}"
                        + " | rope_scaling.high_freq_factor | more than low_freq_factor",
                "{\"type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1, \"high_freq_factor\": 4}"
                        + " | rope_scaling.original_max_position_embeddings | found nothing",
            })
    void namesTheUnsoundField(String scaling, String field, String expected) {
        assertThatThrownBy(() -> read("{\"rope_scaling\": %s}".formatted(scaling)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("config.json", "field " + field + ":", expected);
    }

    private static double[] read(String config) throws JsonProcessingException {
        ObjectNode fields = (ObjectNode) new ObjectMapper().readTree(config);
        return RotaryReader.read(new ConfigFields("config.json", "", fields), 8, 10_000)
                .inverse();
    }
}
