package org.spikingbrain4j.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain maps, lists, strings, numbers and booleans: the only things a chat template may see. Jackson's
 * streaming parser is enough for that and starts faster than its object mapper.
 */
final class Json {
    static final JsonFactory FACTORY = new JsonFactory();
    private static final long LARGEST = 256 << 20; // the largest published tokenizers have 35 MB

    private Json() {}

    /** Something that reads from a parser placed on its first token. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** The text of a UTF-8 file. */
    static String text(Path file) {
        try {
            // A pipe would block for ever.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new TokenizerException(file + ": expected a file, found a directory or device");
            }
            if (Files.size(file) > LARGEST) {
                throw new TokenizerException(file + ": expected at most " + LARGEST + " bytes, found "
                        + Files.size(file) + "; this is not what its name says");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new TokenizerException(file + ": file is missing", e);
        } catch (AccessDeniedException e) {
            throw new TokenizerException(file + ": cannot be read: permission denied", e);
        } catch (IOException e) {
            throw new TokenizerException(
                    file + ": cannot be read as UTF-8 text: " + TokenizerException.firstLine(e), e);
        }
    }

    /** The JSON object in a file. */
    static Map<String, Object> object(Path file) {
        return read(file, text(file), parser -> {
            expect(parser, JsonToken.START_OBJECT, "a JSON object");
            return asObject(value(parser));
        });
    }

    /** Reads JSON text; what is wrong with it is reported under the name of its file. */
    static <T> T read(Path file, String text, Reader<T> reader) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            T result = reader.read(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "content after the end of the JSON value");
            }
            return result;
        } catch (JsonProcessingException e) {
            throw new TokenizerException(file + ": broken JSON" + place(e.getLocation()) + ": " + problem(e), e);
        } catch (IOException e) {
            throw new TokenizerException(file + ": broken JSON: " + TokenizerException.firstLine(e), e);
        }
    }

    /** What is wrong with the JSON, without Jackson's words on a source that it does not show. */
    private static String problem(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int source = message.indexOf(" (start marker at [Source");
        return TokenizerException.shown(source < 0 ? message : message.substring(0, source));
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** The value that starts at the parser's current token; the parser is left on its last token. */
    static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new JsonParseException(parser, "a value is missing");
        };
    }

    static void expect(JsonParser parser, JsonToken token, String what) throws IOException {
        if (parser.currentToken() != token) {
            throw new JsonParseException(parser, "expected " + what + ", found " + parser.currentToken());
        }
    }

    @SuppressWarnings("unchecked") // value() makes maps with string keys only
    static Map<String, Object> asObject(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    static List<?> asList(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
