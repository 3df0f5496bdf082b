package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields of a JSON object, each taken by its name and type: what is of another type, or left over when {@link #finish} is called, is
 * refused with its name. {@code null} is as good as absent.
 */
final class Fields {
    private final ObjectNode object;
    private final String path;
    private final Set<String> taken = new HashSet<>();

    private Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** The fields of a body. */
    static Fields of(ObjectNode body) {
        return new Fields(body, "");
    }

    /** The fields of an object within a body. */
    static Fields of(JsonNode value, String path) {
        if (value instanceof ObjectNode object) {
            return new Fields(object, path + ".");
        }
        throw wrongType(path, "an object", value);
    }

    /** The full name of a field of this object. */
    String path(String name) {
        return path + name;
    }

    /** The value, whatever it is. */
    Optional<JsonNode> value(String name) {
        taken.add(name);
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
    }

    JsonNode required(String name) {
        return value(name).orElseThrow(() -> missing(name));
    }

    Optional<String> string(String name) {
        return value(name).map(value -> string(path(name), value));
    }

    String requiredString(String name) {
        return string(name).orElseThrow(() -> missing(name));
    }

    boolean flag(String name, boolean absent) {
        return value(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw wrongType(path(name), "a boolean", value);
                    }
                    return value.booleanValue();
                })
                .orElse(absent);
    }

    OptionalInt integer(String name, int least, int most) {
        return value(name)
                .map(value -> OptionalInt.of((int) integer(path(name), value, least, most)))
                .orElse(OptionalInt.empty());
    }

    OptionalLong integer(String name) {
        return value(name)
                .map(value -> OptionalLong.of(integer(path(name), value, Long.MIN_VALUE, Long.MAX_VALUE)))
                .orElse(OptionalLong.empty());
    }

    OptionalDouble number(String name, double least, double most) {
        return value(name)
                .map(value -> OptionalDouble.of(number(path(name), value, least, most)))
                .orElse(OptionalDouble.empty());
    }

    Optional<Fields> object(String name) {
        return value(name).map(value -> of(value, path(name)));
    }

    /** The elements of an array; none where it is absent. */
    List<JsonNode> array(String name) {
        return value(name).map(value -> array(path(name), value)).orElse(List.of());
    }

    /**
     * Takes a field that this server knows in one way only.
     *
     * @param values that change nothing, as plain Java values
     * @throws ApiException where it asks for something else
     */
    void allow(String name, Object... values) {
        value(name).ifPresent(value -> {
            List<JsonNode> allowed = Arrays.stream(values).map(Json::of).toList();
            if (!allowed.contains(value)) {
                String only = allowed.stream().map(Json::text).collect(Collectors.joining(" or "));
                throw ApiException.field(
                        path(name),
                        "unsupported_value",
                        "%s: this server does only %s, found %s.".formatted(path(name), only, shown(Json.text(value))));
            }
        });
    }

    /**
     * Takes fields of OpenAI's API that this server does not have.
     *
     * @throws ApiException where one is given
     */
    void refuse(String... names) {
        for (String name : names) {
            if (value(name).isPresent()) {
                throw ApiException.field(
                        path(name),
                        "unsupported_parameter",
                        path(name) + ": is not supported by this server; leave it out.");
            }
        }
    }

    /**
     * @throws ApiException where a field was not taken
     */
    void finish() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!taken.contains(name)) {
                String shown = path(shown(name));
                throw ApiException.field(
                        shown, "unknown_parameter", "Unknown field: %s; leave it out.".formatted(shown));
            }
        }
    }

    ApiException missing(String name) {
        return ApiException.field(
                path(name), "missing_required_parameter", "Missing field: %s is required.".formatted(path(name)));
    }

    /** A value that cannot be. */
    ApiException invalid(String name, String expected, Object found) {
        return invalidValue(path(name), expected, found);
    }

    static String string(String path, JsonNode value) {
        if (!value.isTextual()) {
            throw wrongType(path, "a string", value);
        }
        return value.textValue();
    }

    static long integer(String path, JsonNode value, long least, long most) {
        if (!value.isIntegralNumber()) {
            throw wrongType(path, "an integer", value);
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            throw invalidValue(path, range(least, most), value);
        }
        return value.longValue();
    }

    static double number(String path, JsonNode value, double least, double most) {
        if (!value.isNumber()) {
            throw wrongType(path, "a number", value);
        }
        double number = value.doubleValue();
        if (!(number >= least && number <= most)) {
            throw invalidValue(path, "%s to %s".formatted(plain(least), plain(most)), value);
        }
        return number;
    }

    static List<JsonNode> array(String path, JsonNode value) {
        if (!value.isArray()) {
            throw wrongType(path, "an array", value);
        }
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        return elements;
    }

    static ApiException wrongType(String path, String expected, JsonNode found) {
        return ApiException.field(
                path, "invalid_type", "%s: expected %s, found %s.".formatted(path, expected, Json.kind(found)));
    }

    static ApiException invalidValue(String path, String expected, Object found) {
        return ApiException.field(
                path,
                "invalid_value",
                "%s: expected %s, found %s.".formatted(path, expected, shown(String.valueOf(found))));
    }

    private static String range(long least, long most) {
        return most == Integer.MAX_VALUE || most == Long.MAX_VALUE
                ? "at least " + least
                : "%d to %d".formatted(least, most);
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** What a client sent, short enough for a message. */
    static String shown(String text) {
        int most = 60;
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
