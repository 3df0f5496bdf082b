package org.spikingbrain4j.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * JSON as rules (RFC 8259), with white space nowhere but one space behind a colon or a comma: a weak model would fill its answer with
 * it.
 */
final class JsonRules {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Rule space = new Rule.Repeat(literal(" "), 0, 1);
    private final Rule comma = new Rule.Sequence(literal(","), space);
    private final Rule colon = new Rule.Sequence(literal(":"), space);
    private final Rule nothing = new Rule.Sequence();
    private final Rule text = text(0, Rule.Repeat.UNLIMITED);
    private final Rule.Reference value = new Rule.Reference();
    private final Rule object = object(List.of(), Optional.of(value));
    private final Rule array = array(List.of(), Optional.of(value), 0, Rule.Repeat.UNLIMITED);

    JsonRules() {
        Rule number = number(NumberRange.all(false));
        value.bind(new Rule.Choice(
                List.of(object, array, text, number, literal("true"), literal("false"), literal("null"))));
    }

    /**
     * A property of an object.
     *
     * @param required whether it may not be left out
     */
    record Member(String name, Rule value, boolean required) {}

    static Rule literal(String text) {
        return new Rule.Literal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A value in its one compact spelling. */
    static Rule constant(Object value) {
        try {
            return literal(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new SchemaException("schema: %s is no JSON value".formatted(value));
        }
    }

    /** Any value. */
    Rule value() {
        return value;
    }

    /** Any object. */
    Rule object() {
        return object;
    }

    Rule text(int shortest, int longest) {
        return new Rule.Text(shortest, longest, Names.NONE);
    }

    Rule number(NumberRange range) {
        return new Rule.Number(range);
    }

    /**
     * An object with its declared members in their order, then others.
     *
     * @param others the values of any number of members with other names; empty: there are none
     */
    Rule object(List<Member> members, Optional<Rule> others) {
        List<String> names = members.stream().map(Member::name).toList();
        Optional<Rule> other = others.map(otherValue ->
                new Rule.Sequence(new Rule.Text(0, Rule.Repeat.UNLIMITED, Names.of(names)), colon, otherValue));
        Rule first = other.map(member -> optional(oneOrMore(member))).orElse(nothing);
        Rule further =
                other.map(member -> repeated(new Rule.Sequence(comma, member))).orElse(nothing);
        for (Member member : members.reversed()) {
            Rule written = new Rule.Sequence(constant(member.name()), colon, member.value(), further);
            Rule separated = new Rule.Sequence(comma, written);
            first = member.required() ? written : new Rule.Choice(List.of(written, first));
            further = member.required() ? separated : new Rule.Choice(List.of(separated, further));
        }
        return new Rule.Nested(new Rule.Sequence(literal("{"), first, literal("}")));
    }

    /**
     * An array.
     *
     * @param beginning elements by their places
     * @param others the elements behind these; empty: there are none
     * @param least, most elements
     */
    Rule array(List<Rule> beginning, Optional<Rule> others, int least, int most) {
        List<Rule> places = beginning.subList(0, Math.min(beginning.size(), most));
        int leastOthers = Math.max(0, least - places.size());
        int mostOthers = most == Rule.Repeat.UNLIMITED ? most : most - places.size();
        Rule elements = others.filter(_ -> mostOthers > 0)
                .map(other -> others(other, places.isEmpty(), leastOthers, mostOthers))
                .orElse(nothing);
        for (int place = places.size() - 1; place >= 0; place--) {
            Rule element = place == 0 ? places.get(place) : new Rule.Sequence(comma, places.get(place));
            Rule written = new Rule.Sequence(element, elements);
            elements = place < least ? written : optional(written);
        }
        return new Rule.Nested(new Rule.Sequence(literal("["), elements, literal("]")));
    }

    private Rule others(Rule element, boolean first, int least, int most) {
        Rule separated = new Rule.Sequence(comma, element);
        if (!first) {
            return new Rule.Repeat(separated, least, most);
        }
        int mostFurther = most == Rule.Repeat.UNLIMITED ? most : most - 1;
        Rule some = new Rule.Sequence(element, new Rule.Repeat(separated, Math.max(0, least - 1), mostFurther));
        return least == 0 ? optional(some) : some;
    }

    private Rule oneOrMore(Rule member) {
        return new Rule.Sequence(member, repeated(new Rule.Sequence(comma, member)));
    }

    private static Rule repeated(Rule rule) {
        return new Rule.Repeat(rule, 0, Rule.Repeat.UNLIMITED);
    }

    private Rule optional(Rule rule) {
        return new Rule.Choice(List.of(rule, nothing));
    }
}
