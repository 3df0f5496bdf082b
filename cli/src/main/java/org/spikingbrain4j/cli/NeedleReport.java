package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.spikingbrain4j.evaluation.NeedleCell;
import org.spikingbrain4j.evaluation.NeedleHeatMap;
import org.spikingbrain4j.evaluation.NeedleOptions;

/** Which needles were found, for people and programs. */
record NeedleReport(NeedleOptions options, List<NeedleCell> cells) {

    String text() {
        TextTable table = new TextTable("tokens", "depth", "written", "likely", "gain");
        for (NeedleCell cell : cells) {
            table.row(
                    Integer.toString(cell.length()),
                    cell.depth() + " %",
                    Quantity.percent(cell.generated(), 0),
                    Quantity.percent(cell.likely(), 0),
                    String.format(Locale.ROOT, "%+.2f", cell.gain()));
        }
        return table.text()
                + "%s, %s each; by chance the needle's value is the likeliest of %d in %s\n"
                        .formatted(
                                taskName(),
                                Quantity.plural(options.trials(), "trial"),
                                options.distractors() + 1,
                                Quantity.percent(options.chance(), 1));
    }

    String json() {
        Json json = new Json();
        ObjectNode node = json.object()
                .put("task", taskName())
                .put("trials", options.trials())
                .put("distractors", options.distractors())
                .put("chance", options.chance())
                .put("seed", options.seed());
        ArrayNode list = node.putArray("cells");
        for (NeedleCell cell : cells) {
            list.addObject()
                    .put("length", cell.length())
                    .put("depth", cell.depth())
                    .put("generated", cell.generated())
                    .put("likely", cell.likely())
                    .put("gain", cell.gain());
        }
        return json.text(node);
    }

    /** Draws one of the scores. */
    void plot(Path file, NeedleHeatMap.Score score) {
        String title = switch (score) {
            case LIKELIHOOD ->
                "%s: value likelier than %d others in %%, chance %s"
                        .formatted(taskName(), options.distractors(), Quantity.percent(options.chance(), 0));
            case GENERATION -> "%s: values written in %%".formatted(taskName());
        };
        new NeedleHeatMap(title, cells, score).write(file);
    }

    private String taskName() {
        return options.task().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
