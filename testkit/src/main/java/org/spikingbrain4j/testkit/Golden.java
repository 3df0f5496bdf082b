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
    private final JsonNode json;
    private final SafetensorsFile tensors;

    private Golden(JsonNode json, SafetensorsFile tensors) {
        this.json = json;
        this.tensors = tensors;
    }

    /** The goldens of {@link Fixtures#GLA_SWA_F32} or {@link Fixtures#GLA_SWA_BF16}. */
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

    /** The ids that greedy decoding appends to every sequence. */
    public List<int[]> greedy() {
        return tokenLists("greedy");
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
