package org.spikingbrain4j.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * Multiple-choice questions as lines of JSON: {@code {"question": "…", "choices": ["…", "…"], "answer": 0}}, or with the names
 * of HellaSwag {@code context} (also {@code ctx}), {@code endings} and {@code label} (a number, also as a string). Other fields
 * and blank lines are passed over.
 */
public final class ChoiceFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String EXPECTED =
            "expected {\"question\": text, \"choices\": [texts], \"answer\": number from 0}, or context, endings and label";

    private ChoiceFile() {}

    /**
     * @param text lines
     * @param name of the file, for messages
     * @throws InvalidInputException where a line is no question, or there is none; it names the line
     */
    public static List<ChoiceQuestion> parse(String text, String name) {
        List<ChoiceQuestion> questions = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (!line.isBlank()) {
                questions.add(parseLine(line, "%s: line %d".formatted(name, number)));
            }
        }
        if (questions.isEmpty()) {
            throw new InvalidInputException(name + ": " + EXPECTED + " on each line, found no line");
        }
        return List.copyOf(questions);
    }

    private static ChoiceQuestion parseLine(String line, String where) {
        try {
            JsonNode json = JSON.readTree(line);
            String question = text(field(json, where, "question", "context", "ctx"), where);
            JsonNode choices = field(json, where, "choices", "endings");
            JsonNode answer = field(json, where, "answer", "label");
            if (!choices.isArray()) {
                throw new InvalidInputException("%s: %s, found choices %s".formatted(where, EXPECTED, choices));
            }
            List<String> texts = new ArrayList<>();
            choices.forEach(choice -> texts.add(text(choice, where)));
            return new ChoiceQuestion(question, texts, number(answer, where));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    "%s: %s, found no JSON: %s".formatted(where, EXPECTED, e.getOriginalMessage()));
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
