package org.spikingbrain4j.cli;

import java.util.List;
import java.util.Locale;
import org.spikingbrain4j.conversion.UpcycledLayer;

/** Untrained experts beside what they are copies of, for people. */
final class UpcyclingText {
    private static final String NOTE = """
            Feed-forward outputs of the new model beside the base's, on the text: "scale" is the ratio of their sizes, "difference" that of
            one less the other, both as the router's probabilities make them and as measured; "rest" is what these do not explain.
            """;

    private UpcyclingText() {}

    static String of(List<UpcycledLayer> layers) {
        TextTable table = new TextTable(
                "layer",
                "p of the chosen",
                "least to most",
                "busiest expert",
                "scale: router's",
                "measured",
                "difference: router's",
                "measured",
                "rest");
        for (UpcycledLayer layer : layers) {
            table.row(
                    Integer.toString(layer.layer()),
                    fine(layer.chosen()),
                    fine(layer.leastChosen()) + " to " + fine(layer.mostChosen()),
                    Quantity.percent(layer.busiest(), 1),
                    fine(layer.expectedScale()),
                    fine(layer.scale()),
                    Quantity.percent(layer.expectedDifference()),
                    Quantity.percent(layer.difference()),
                    Quantity.percent(layer.unexplained()));
        }
        return table.text() + NOTE;
    }

    private static String fine(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
