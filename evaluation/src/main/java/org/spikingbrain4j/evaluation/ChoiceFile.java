package org.spikingbrain4j.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.documents.JsonLine;
import org.spikingbrain4j.documents.TextLines;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * Multiple-choice questions as lines of JSON: {@code {"question": "…", "choices": ["…", "…"], "answer": 0}}, or with the names
 * of HellaSwag {@code context} (also {@code ctx}), {@code endings} and {@code label} (a number, also as a string). Other fields
 * and blank lines are passed over.
 */
public final class ChoiceFile {
    private static final String EXPECTED =
            "expected {\"question\": text, \"choices\": [texts], \"answer\": number from 0}, or context, endings and label";

    private ChoiceFile() {}

    /**
     * @param file also compressed, {@code .gz}
     * @throws InvalidInputException where a line is no question, or there is none; it names the line
     * @throws org.spikingbrain4j.documents.DocumentException where it cannot be read, or is no JSON
     */
    public static List<ChoiceQuestion> read(Path file) {
        List<ChoiceQuestion> questions = new ArrayList<>();
        try (TextLines lines = TextLines.open(file)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                questions.add(parse(JsonLine.parse(line.get(), lines.place()), lines.place()));
            }
        }
        if (questions.isEmpty()) {
            throw new InvalidInputException(file + ": " + EXPECTED + " on each line, found no line");
        }
        return List.copyOf(questions);
    }

    private static ChoiceQuestion parse(JsonNode json, String where) {
        String question = text(field(json, where, "question", "context", "ctx"), where);
        JsonNode choices = field(json, where, "choices", "endings");
        JsonNode answer = field(json, where, "answer", "label");
        if (!choices.isArray()) {
            throw new InvalidInputException("%s: %s, found choices %s".formatted(where, EXPECTED, choices));
        }
        List<String> texts = new ArrayList<>();
        choices.forEach(choice -> texts.add(text(choice, where)));
        try {
            return new ChoiceQuestion(question, texts, number(answer, where));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(where + ": " + e.getMessage());
        }
    }

    private static JsonNode field(JsonNode json, String where, String... names) {
        for (String name : names) {
            if (json.has(name)) {
                return json.get(name);
            }
        }
        throw new InvalidInputException("%s: %s, found no %s".formatted(where, EXPECTED, String.join(" or ", names)));
    }

    private static String text(JsonNode json, String where) {
        if (!json.isTextual()) {
            throw new InvalidInputException("%s: %s, found %s for a text".formatted(where, EXPECTED, json));
        }
        return json.textValue();
    }

    private static int number(JsonNode json, String where) {
        String digits = json.asText();
        if (!digits.matches("\\d{1,9}")) {
            throw new InvalidInputException("%s: %s, found %s for the right choice".formatted(where, EXPECTED, json));
        }
        return Integer.parseInt(digits);
    }
}
