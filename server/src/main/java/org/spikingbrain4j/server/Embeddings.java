package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.inference.CancelledException;

/** {@code POST /v1/embeddings}: the mean over the tokens of what the model's head would see, as it is, not of unit length. */
final class Embeddings implements Handler {
    private final Parts parts;

    Embeddings(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        ObjectNode body = parts.body().object(request);
        try (Work work = parts.work().begin()) {
            Answers.send(response, answer(Fields.of(body), work, Exchange.of(request)));
        }
    }

    private ObjectNode answer(Fields fields, Work work, Exchange exchange) {
        parts.model().check(fields);
        fields.allow("dimensions", parts.model().text().model().config().hiddenSize());
        boolean base64 = base64(fields);
        Optional<String> user = fields.string("user");
        List<Prompt> inputs =
                Prompt.read(fields, "input", parts.model(), parts.texts().during(work));
        fields.finish();
        List<float[]> vectors = embed(inputs, work, exchange.client(user));
        long tokens = inputs.stream().mapToLong(input -> input.tokens().length).sum();
        exchange.read(tokens);
        return json(vectors, base64, tokens);
    }

    private static boolean base64(Fields fields) {
        String format = fields.string("encoding_format").orElse("float");
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw fields.invalid("encoding_format", "float or base64", format);
        };
    }

    private List<float[]> embed(List<Prompt> inputs, Work work, String client) {
        Choices choices = new Choices(1, parts.model().limits().parallelChoices(), work.cancellation());
        try {
            return choices.make(
                    inputs.size(),
                    (index, _) ->
                            parts.model().scheduler().embed(inputs.get(index).tokens(), client, work.cancellation()));
        } catch (CancelledException e) {
            work.requireWanted();
            throw e;
        }
    }

    private ObjectNode json(List<float[]> vectors, boolean base64, long tokens) {
        ObjectNode json = Json.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", i);
            if (base64) {
                entry.put("embedding", base64(vectors.get(i)));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float value : vectors.get(i)) {
                    numbers.add(value);
                }
            }
        }
        json.put("model", parts.model().name());
        json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return json;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
