package org.spikingbrain4j.cli;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.model.ProjectionName;

/**
 * Which of a model's projections are meant.
 *
 * @param layer all where empty
 * @param projection the end of its name, such as {@code q_proj} or {@code mlp.up_proj}; all linears where empty
 */
record ProjectionChoice(Optional<Integer> layer, Optional<String> projection) {
    boolean isEverything() {
        return layer.isEmpty() && projection.isEmpty();
    }

    boolean matches(String name) {
        ProjectionName parts = ProjectionName.of(name);
        return inLayer(parts) && projection.map(parts::endsWith).orElse(true);
    }

    private boolean inLayer(ProjectionName parts) {
        return layer.map(number -> parts.layer().equals(Optional.of(number))).orElse(true);
    }

    /**
     * @param names of all that spikes
     * @throws InputException where nothing is meant; it lists what there is
     */
    void requireFound(Collection<String> names) {
        if (names.stream().anyMatch(this::matches)) {
            return;
        }
        List<ProjectionName> all = names.stream().map(ProjectionName::of).toList();
        if (all.stream().noneMatch(this::inLayer)) {
            int last =
                    all.stream().mapToInt(name -> name.layer().orElse(0)).max().orElse(0);
            throw new InputException(
                    "--layer: the model has the layers 0 to %d, found %d".formatted(last, layer.get()));
        }
        List<String> there = all.stream()
                .filter(this::inLayer)
                .map(ProjectionName::last)
                .distinct()
                .toList();
        throw new InputException("--projection: expected one that spikes in %s (%s), found %s"
                .formatted(
                        layer.map(number -> "layer " + number).orElse("this model"),
                        String.join(", ", there),
                        projection.orElse("none")));
    }
}
