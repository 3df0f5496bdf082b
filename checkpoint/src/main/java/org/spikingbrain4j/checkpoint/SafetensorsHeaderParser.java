package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.FileReason;
import org.spikingbrain4j.operators.Shape;

/** Reads the JSON header as a stream, so that a header which is not one is refused before it fills the memory. */
final class SafetensorsHeaderParser {
    private static final String METADATA = "__metadata__";
    private static final int MOST_DIMENSIONS = 32;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final MappedFile file;
    private final JsonParser parser;
    private final List<SafetensorsHeader.Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafetensorsHeaderParser(MappedFile file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static SafetensorsHeader parse(MappedFile file, byte[] json) {
        // A new decoder reports what is not UTF-8; the convenience methods would replace it silently.
        try (Reader reader =
                        new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
                JsonParser parser = JSON.createParser(reader)) {
            return new SafetensorsHeaderParser(file, parser).header();
        } catch (JsonProcessingException e) {
            throw file.error("the header is not sound JSON: " + JsonFile.problem(e));
        } catch (IOException e) {
            throw file.error("the header is not UTF-8 text: " + FileReason.of(e));
        }
    }

    private SafetensorsHeader header() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw file.error("expected the header to be a JSON object, found " + found());
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (name.equals(METADATA)) {
                readMetadata();
            } else {
                entries.add(entry(name));
            }
        }
        if (parser.nextToken() != null) {
            throw file.error("the header goes on after its JSON object with " + found());
        }
        return new SafetensorsHeader(List.copyOf(entries), Map.copyOf(metadata));
    }

    private void readMetadata() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw file.error("expected %s to be an object of strings, found %s".formatted(METADATA, found()));
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw file.error("expected %s.%s to be a string, found %s".formatted(METADATA, Quote.of(key), found()));
            }
            metadata.put(key, parser.getText());
        }
    }

    private SafetensorsHeader.Entry entry(String name) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw file.tensorError(name, "expected an object with dtype, shape and data_offsets, found " + found());
        }
        Optional<DataType> dataType = Optional.empty();
        Optional<long[]> shape = Optional.empty();
        Optional<long[]> offsets = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            switch (field) {
                case "dtype" -> dataType = Optional.of(dataType(name));
                case "shape" -> shape = Optional.of(integers(name, field));
                case "data_offsets" -> offsets = Optional.of(integers(name, field));
                default -> throw file.tensorError(name, "unknown field %s".formatted(Quote.of(field)));
            }
        }
        return entry(
                name,
                dataType.orElseThrow(() -> file.tensorError(name, "dtype is missing")),
                shape.orElseThrow(() -> file.tensorError(name, "shape is missing")),
                offsets.orElseThrow(() -> file.tensorError(name, "data_offsets are missing")));
    }

    private SafetensorsHeader.Entry entry(String name, DataType dataType, long[] dimensions, long[] offsets) {
        if (offsets.length != 2) {
            throw file.tensorError(name, "expected two data_offsets, found " + offsets.length);
        }
        try {
            Shape shape = Shape.of(dimensions);
            long expectedLength = Math.multiplyExact(shape.elements(), dataType.bytes());
            return new SafetensorsHeader.Entry(name, dataType, shape, offsets[0], offsets[1], expectedLength);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw file.tensorError(
                    name, "%s %s is larger than any file can be".formatted(dataType, Arrays.toString(dimensions)));
        }
    }

    private DataType dataType(String name) throws IOException {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
            throw file.tensorError(name, "expected dtype to be a string, found " + found());
        }
        String found = parser.getText();
        return DataType.named(found)
                .orElseThrow(() -> file.tensorError(
                        name,
                        "dtype %s is not supported; convert it to one of %s"
                                .formatted(Quote.of(found), Arrays.toString(DataType.values()))));
    }

    private long[] integers(String name, String field) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw file.tensorError(name, "expected %s to be a list of integers, found %s".formatted(field, found()));
        }
        long[] numbers = new long[MOST_DIMENSIONS];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == MOST_DIMENSIONS) {
                throw file.tensorError(name, "%s has more than %d numbers".formatted(field, MOST_DIMENSIONS));
            }
            numbers[count++] = naturalNumber(name, field);
        }
        return Arrays.copyOf(numbers, count);
    }

    private long naturalNumber(String name, String field) throws IOException {
        boolean fits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!fits || parser.getLongValue() < 0) {
            throw file.tensorError(
                    name, "expected integers from 0 to 2^63 - 1 in %s, found %s".formatted(field, found()));
        }
        return parser.getLongValue();
    }

    private String found() throws IOException {
        return parser.currentToken() == null ? "nothing" : Quote.of(parser.getText());
    }
}
