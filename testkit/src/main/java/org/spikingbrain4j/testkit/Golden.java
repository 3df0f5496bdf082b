package org.spikingbrain4j.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.operators.HostTensor;

/** What the official code answers on a fixture: token ids and losses from golden.json, tensors from golden.safetensors. */
public final class Golden implements AutoCloseable {
    private static final String GREEDY_PROMPT = "greedy_prompt";

    private final JsonNode json;
    private final SafetensorsFile tensors;

    private Golden(JsonNode json, SafetensorsFile tensors) {
        this.json = json;
        this.tensors = tensors;
    }

    /** The goldens of {@link Fixtures#GLA_SWA_F32}, {@link Fixtures#GLA_SWA_BF16} or {@link Fixtures#W8ASPIKE}. */
    public static Golden open(Fixtures fixture) {
        Path directory = fixture.directory();
        try {
            JsonNode json =
                    new ObjectMapper().readTree(directory.resolve("golden.json").toFile());
            return new Golden(json, SafetensorsFile.open(directory.resolve("golden.safetensors")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read golden.json of " + fixture, e);
        }
    }

    /** The input ids of every sequence. */
    public List<int[]> sequences() {
        return tokenLists("sequences");
    }

    /** The ids that greedy decoding appends to every sequence; W8ASpike: to {@link #greedyPrompt}. */
    public List<int[]> greedy() {
        return json.has(GREEDY_PROMPT) ? List.of(tokens(json.get("greedy"))) : tokenLists("greedy");
    }

    /** W8ASpike: the prompt of greedy decoding. */
    public int[] greedyPrompt() {
        return tokens(json.get(GREEDY_PROMPT));
    }

    /** W8ASpike: statistics over the counts of the longest sequence (spec 6.6). */
    public JsonNode spikeStatistics() {
        return json.get("spike_stats");
    }

    /** Mean cross-entropy of every sequence, in nats a token; empty for a sequence of one token. */
    public List<OptionalDouble> meanCrossEntropy() {
        return json.get("mean_cross_entropy")
                .valueStream()
                .map(value -> value.isNull() ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue()))
                .toList();
    }

    /** Logits of a sequence, [length, vocabulary], where a query sees W keys. */
    public HostTensor logits(int sequence) {
        return tensor("logits." + sequence);
    }

    /** Logits of a sequence, [length, vocabulary], where a query sees W + 1 keys. */
    public HostTensor logitsWindowPlusOne(int sequence) {
        return tensor("logits_wplus1." + sequence);
    }

    /** W8ASpike: logits of a sequence, [length, vocabulary], where down_proj is rounded and fed spikes as well (spec 6.4). */
    public HostTensor logitsIntendedMlp(int sequence) {
        return tensor("logits_intended_mlp." + sequence);
    }

    /** A tensor by its name (spec 1), such as {@code tap.layer0.q_proj}. */
    public HostTensor tensor(String name) {
        return tensors.tensor(name);
    }

    public SortedSet<String> tensorNames() {
        return tensors.tensorNames();
    }

    private List<int[]> tokenLists(String field) {
        return json.get(field).valueStream().map(Golden::tokens).toList();
    }

    private static int[] tokens(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
    }

    @Override
    public void close() {
        tensors.close();
    }
}
