package org.spikingbrain4j.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads the JSON files in the test resources. */
final class Fixtures {
    private Fixtures() {}

    static List<Map<String, Object>> list(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/" + name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return objects(Json.read(Path.of(name), text, Json::value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Map<String, Object>> objects(Object list) {
        return Json.asList(list).stream().map(Json::asObject).toList();
    }

    static int[] ids(Object list) {
        return Json.asList(list).stream().mapToInt(id -> (Integer) id).toArray();
    }

    static List<ChatMessage> messages(Map<String, Object> conversation) {
        return objects(conversation.get("messages")).stream()
                .map(message -> new ChatMessage(
                        (String) message.get("role"),
                        (String) message.get("content"),
                        objects(message.get("tool_calls"))))
                .toList();
    }
}
