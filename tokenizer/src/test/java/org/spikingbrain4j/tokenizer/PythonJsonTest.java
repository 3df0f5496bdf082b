package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what Python's {@code json.dumps(value, ensure_ascii=False)} prints. */
class PythonJsonTest {
    @ParameterizedTest
    @CsvSource({
        "1.0,1.0", "0.1,0.1", "-2.5,-2.5", "1e15,1000000000000000.0", "1e16,1e+16", "1.5e300,1.5e+300",
        "0.0001,0.0001", "0.00001,1e-05", "-1.25e-7,-1.25e-07", "0.0,0.0", "-0.0,-0.0", "NaN,NaN",
        "Infinity,Infinity", "123456.789,123456.789"
    })
    void numbersAsPython(double value, String expected) {
        assertThat(PythonJson.write(value)).isEqualTo(expected);
    }

    @Test
    void stringsKeepEverythingButControlCharacters() {
        assertThat(PythonJson.write("a\"b\\c\n\r\t\b\f\u0001\u007f<é>&'/"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\u007f<é>&'/\"");
    }

    @Test
    void spacesAndIndentation() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", Arrays.asList(1, null, true));
        map.put("a", Map.of());
        map.put("c", List.of());
        assertThat(PythonJson.write(map)).isEqualTo("{\"b\": [1, null, true], \"a\": {}, \"c\": []}");
        assertThat(PythonJson.write(map, 2))
                .isEqualTo("{\n  \"b\": [\n    1,\n    null,\n    true\n  ],\n  \"a\": {},\n  \"c\": []\n}");
    }
}
