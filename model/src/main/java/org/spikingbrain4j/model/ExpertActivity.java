package org.spikingbrain4j.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.spikingbrain4j.operators.Routing;

/** The load of all experts of a model on an {@link ObservedBackend}; it costs next to nothing. Thread-safe. */
public final class ExpertActivity implements PassObserver {
    private static final Pattern ROUTER = Pattern.compile("model\\.layers\\.(\\d+)\\..+");

    private final SortedMap<Integer, long[]> tokens = new TreeMap<>();

    @Override
    public void routed(String router, Routing routing) {
        Matcher name = ROUTER.matcher(router);
        if (!name.matches()) {
            throw new IllegalArgumentException("expected a router in a layer, found " + router);
        }
        add(Integer.parseInt(name.group(1)), routing);
    }

    private synchronized void add(int layer, Routing routing) {
        long[] counts = tokens.computeIfAbsent(layer, _ -> new long[routing.experts()]);
        for (int expert = 0; expert < counts.length; expert++) {
            counts[expert] += routing.rows().get(expert).length;
        }
    }

    /** The load of each mixture so far, by its layer from 0; nothing in models without. */
    public synchronized SortedMap<Integer, ExpertLoad> load() {
        SortedMap<Integer, ExpertLoad> load = new TreeMap<>();
        tokens.forEach((layer, counts) ->
                load.put(layer, new ExpertLoad(LongStream.of(counts).boxed().toList())));
        return Collections.unmodifiableSortedMap(load);
    }
}
