package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.model.ExpertLoad;

class ExpertLoadJsonTest {
    @Test
    void aMixtureIsAnObject() {
        ArrayNode layers = JsonNodeFactory.instance.arrayNode();
        ExpertLoad load = new ExpertLoad(List.of(6L, 6L, 0L, 0L));
        ExpertLoadJson.addTo(layers, new TreeMap<>(Map.of(3, load, 1, new ExpertLoad(List.of(0L, 4L)))));
        assertThat(layers)
                .hasToString(
                        "[{\"layer\":1,\"tokens\":[0,4],\"silent\":1,\"fullest_over_mean\":2.0,\"evenness\":0.0},"
                                + "{\"layer\":3,\"tokens\":[6,6,0,0],\"silent\":2,\"fullest_over_mean\":2.0,\"evenness\":0.5}]");
    }
}
