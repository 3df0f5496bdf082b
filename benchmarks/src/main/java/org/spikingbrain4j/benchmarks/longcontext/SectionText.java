package org.spikingbrain4j.benchmarks.longcontext;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The section of the report in Markdown. */
final class SectionText {
    private static final String NOTHING = "";

    private final Options options;
    private final Results results;
    private final Plan plan;
    private final StringBuilder text = new StringBuilder();

    SectionText(Options options, Results results, Plan plan) {
        this.options = options;
        this.results = results;
        this.plan = plan;
    }

    /**
     * The whole section.
     *
     * @param images folder of the plots as the document sees it
     */
    String of(String images) {
        Goals goals = new Goals();
        for (ModelShape shape : options.shapes()) {
            goals.add(
                    shape, PrefillComparison.of(shape, options, results), DecodeComparison.of(shape, options, results));
        }
        add("## Long context");
        add(introduction());
        add(sessions());
        add(goals.text());
        options.shapes().forEach(shape -> addShape(shape, images));
        add(problems());
        return text.toString();
    }

    private void addShape(ModelShape shape, String images) {
        PrefillComparison prefill = PrefillComparison.of(shape, options, results);
        DecodeComparison decode = DecodeComparison.of(shape, options, results);
        add("### " + shape.description());
        if (shape.scaled()) {
            add(
                    "Measured with %d layers, one of each kind, and scaled: the layers' time times %s, embedding and output matrix once."
                            .formatted(shape.measuredLayers(), Text.number(shape.layerFactor())));
        }
        if (!prefill.spikingBrain().isEmpty() || !prefill.transformer().isEmpty()) {
            add(new PrefillText(prefill, plan, options).text());
            add("![time to the first token](%s/%s)".formatted(images, Plots.firstToken(shape)));
            if (!shape.scaled()) {
                add("![memory](%s/%s)".formatted(images, Plots.memory(shape)));
            }
        }
        if (!decode.measured().isEmpty()) {
            add(decodeTable(decode));
            for (Engine engine : Engine.values()) {
                List<String> labels = decode.labels(engine);
                if (!labels.isEmpty()) {
                    add("%s, some or all points: %s.".formatted(engine.title(), String.join("; ", labels)));
                }
            }
            add("![decoding speed](%s/%s)".formatted(images, Plots.decode(shape)));
        }
    }

    private String introduction() {
        return """
                Random weights (%s), random tokens, %d threads for every engine. The Transformer has the same layers, channels, heads, MLP \
                and vocabulary, and full attention in every layer. Every point ran in a process of its own, after 4096 tokens to warm up; \
                prompts of less than 5 s are medians of up to five readings, decoding is the median of %d tokens. \
                *Extrapolated values are in italics*: of the Transformer by least squares of the relative error of a·n + b·n², of \
                SpikingBrain by the cost of a token in the longest prompt that was read. Written by `./spikingbrain bench --report`; the \
                numbers are in [%s](%s).""".formatted(
                        options.weights().description(),
                        options.threads(),
                        options.decodeTokens(),
                        options.results().getFileName(),
                        relative(options.results()));
    }

    private String relative(Path file) {
        return options.document()
                .toAbsolutePath()
                .getParent()
                .relativize(file.toAbsolutePath())
                .toString();
    }

    private String sessions() {
        Table table =
                new Table(List.of("session", "date", "code", "machine", "JDK", "streaming", "FMA peak", "load before"));
        for (Session session : results.sessions()) {
            boolean used = results.measurements().stream().anyMatch(one -> one.session() == session.number());
            if (used) {
                table.row(List.of(
                        Integer.toString(session.number()),
                        session.date(),
                        session.code(),
                        "%s, %d processors, %s, %s"
                                .formatted(
                                        session.processor(),
                                        session.processors(),
                                        Text.gigabytes(session.memoryBytes()),
                                        session.system()),
                        session.java(),
                        Text.number(session.bandwidth()) + " GB/s",
                        Text.number(session.fmaPeak()) + " GFLOP/s",
                        Text.number(session.load())));
            }
        }
        return table.text();
    }

    private static String decodeTable(DecodeComparison decode) {
        Table table = new Table(List.of(
                "context",
                "SpikingBrain, token/s",
                "Transformer",
                "llama.cpp",
                "times faster than the Transformer",
                "than llama.cpp",
                "state of SpikingBrain",
                "keys and values of the Transformer"));
        for (long tokens : decode.contexts()) {
            List<String> row = new ArrayList<>(List.of(Text.tokens(tokens)));
            for (Engine engine : Engine.values()) {
                row.add(number(decode.tokensPerSecond(engine, tokens)));
            }
            row.add(number(decode.ratio(Engine.TRANSFORMER, tokens)));
            row.add(number(decode.ratio(Engine.LLAMA_CPP, tokens)));
            for (Engine engine : List.of(Engine.SPIKINGBRAIN, Engine.TRANSFORMER)) {
                row.add(decode.at(engine, tokens)
                        .map(one -> Text.megabytes(one.value(Quantity.STATE_BYTES)))
                        .orElse(NOTHING));
            }
            table.row(row);
        }
        return table.text();
    }

    private String problems() {
        return results.problems().stream()
                .filter(problem -> options.shapes().contains(problem.task().modelShape()))
                .map(problem ->
                        "- Not measured: %s: %s.".formatted(problem.task().description(), problem.reason()))
                .collect(Collectors.joining("\n"));
    }

    private void add(String paragraph) {
        if (!paragraph.isBlank()) {
            text.append(paragraph.strip()).append("\n\n");
        }
    }

    private static String number(Optional<Double> value) {
        return value.map(Text::number).orElse(NOTHING);
    }
}
