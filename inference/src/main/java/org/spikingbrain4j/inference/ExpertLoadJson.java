package org.spikingbrain4j.inference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import org.spikingbrain4j.model.ExpertLoad;

/** The load of experts for programs: the same fields wherever it is told. */
public final class ExpertLoadJson {
    private ExpertLoadJson() {}

    /**
     * Adds an object per mixture.
     *
     * @param load by layer
     */
    public static void addTo(ArrayNode layers, SortedMap<Integer, ExpertLoad> load) {
        load.forEach((layer, one) -> {
            ObjectNode node = layers.addObject().put("layer", layer);
            one.tokens().forEach(node.putArray("tokens")::add);
            node.put("silent", one.silent())
                    .put("fullest_over_mean", one.fullestOverMean())
                    .put("evenness", one.evenness());
        });
    }
}
