package org.spikingbrain4j.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.spikingbrain4j.operators.Routing;

/** The load of all experts of a model on an {@link ObservedBackend}. Thread-safe. */
public final class ExpertActivity implements PassObserver {
    private final SortedMap<Integer, ExpertLoad> load = new TreeMap<>();

    @Override
    public void routed(String router, Routing routing) {
        int layer = ProjectionName.of(router)
                .layer()
                .orElseThrow(() -> new IllegalArgumentException("expected a router in a layer, found " + router));
        add(layer, ExpertLoad.of(routing));
    }

    private synchronized void add(int layer, ExpertLoad ofPass) {
        load.merge(layer, ofPass, ExpertLoad::plus);
    }

    /** The load of each mixture so far, by its layer from 0; nothing in models without. */
    public synchronized SortedMap<Integer, ExpertLoad> load() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(load));
    }
}
