package org.spikingbrain4j.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a generated text must be. Immutable; made into {@link TokenMasks} for a vocabulary. */
public final class Grammar {
    private final Rule rule;
    private final Automaton automaton;

    private Grammar(Rule rule) {
        this.rule = rule;
        this.automaton = new Automaton(rule);
    }

    /**
     * Any JSON value. White space is one space behind a colon or a comma at most, objects and arrays are nested at most 32 levels
     * deep, numbers have at most 15 digits and two of an exponent. Names of an object may come twice.
     */
    public static Grammar json() {
        return new Grammar(new JsonRules().value());
    }

    /** Any JSON object; JSON as in {@link #json}. */
    public static Grammar jsonObject() {
        return new Grammar(new JsonRules().object());
    }

    /**
     * JSON, as in {@link #json}, that is valid under a schema (draft 2020-12). Supported are {@code type}, {@code properties},
     * {@code required}, {@code additionalProperties}, {@code items}, {@code prefixItems}, {@code minItems}, {@code maxItems},
     * {@code enum}, {@code const}, {@code anyOf}, {@code oneOf} of alternatives that visibly exclude each other, {@code allOf} of one,
     * {@code $ref} to {@code #}, {@code #/$defs} and {@code #/definitions}, {@code minLength}, {@code maxLength}, {@code minimum},
     * {@code maximum} and the exclusive ones; annotations say nothing; any other keyword is refused.
     *
     * <p>Not everything that is valid can be written:
     *
     * <ul>
     *   <li>properties come in the order of the schema, then the required ones that have no schema, then others;
     *   <li>where {@code properties} are given and {@code additionalProperties} are not, there are no others; their names are written
     *       without escapes;
     *   <li>where {@code prefixItems} are given and {@code items} are not, there are no more, unless {@code minItems} asks for them;
     *   <li>without {@code type}, the keywords say of which types values are;
     *   <li>values of {@code enum} and {@code const} have one spelling;
     *   <li>an integer has neither point nor exponent, nor has a number with limits an exponent.
     * </ul>
     *
     * @param schema of maps, lists, strings, numbers, booleans and null
     * @throws SchemaException where it is broken, where nothing is valid under it, or it cannot be enforced; it names the keyword
     */
    public static Grammar jsonSchema(Map<String, Object> schema) {
        return new Grammar(SchemaRules.of(schema));
    }

    /** This text. */
    public static Grammar text(String text) {
        return new Grammar(JsonRules.literal(text));
    }

    /** A value as JSON in its one compact spelling. */
    public static Grammar jsonConstant(Object value) {
        return new Grammar(JsonRules.constant(value));
    }

    /** One after the other. */
    public static Grammar sequence(Grammar... parts) {
        return new Grammar(
                new Rule.Sequence(Arrays.stream(parts).map(part -> part.rule).toArray(Rule[]::new)));
    }

    /** Any of them, at least one. */
    public static Grammar choice(List<Grammar> alternatives) {
        return new Grammar(
                new Rule.Choice(alternatives.stream().map(part -> part.rule).toList()));
    }

    /**
     * Again and again, with a text in between.
     *
     * @param least at least 1
     */
    public Grammar repeated(String separator, int least, int most) {
        Rule further = new Rule.Sequence(JsonRules.literal(separator), rule);
        return new Grammar(new Rule.Sequence(rule, new Rule.Repeat(further, least - 1, most - 1)));
    }

    /** Whether a whole text is in the grammar. */
    public boolean matches(String text) {
        State state = automaton.start();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            state = automaton.next(state, value & 0xFF);
        }
        return state.mayEnd();
    }

    /** Whether every text of the grammar begins with this character, one of ASCII. */
    public boolean beginsWith(char character) {
        State start = automaton.start();
        return !start.mayEnd()
                && IntStream.range(0, 256)
                        .noneMatch(value -> value != character
                                && !automaton.next(start, value).dead());
    }

    Automaton automaton() {
        return automaton;
    }
}
