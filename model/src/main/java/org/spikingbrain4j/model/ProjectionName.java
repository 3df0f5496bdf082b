package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a name such as {@code model.layers.3.mlp.up_proj}, under which observers are told of linears, queries and routers.
 *
 * @param layer empty outside of layers
 * @param rest what follows the layer, such as {@code mlp.up_proj}
 */
public record ProjectionName(Optional<Integer> layer, String rest) {
    private static final Pattern IN_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");

    /** The parts of that name; all of it is the rest where it is of no layer. */
    public static ProjectionName of(String name) {
        Matcher parts = IN_LAYER.matcher(name);
        return parts.matches()
                ? new ProjectionName(Optional.of(Integer.valueOf(parts.group(1))), parts.group(2))
                : new ProjectionName(Optional.empty(), name);
    }

    /** Whether these are its last parts. */
    public boolean endsWith(String end) {
        return rest.equals(end) || rest.endsWith("." + end);
    }

    /** Without the block it is in: {@code up_proj}, {@code gk_proj.0}. */
    public String last() {
        return rest.substring(rest.indexOf('.') + 1);
    }
}
