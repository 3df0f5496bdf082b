package org.spikingbrain4j.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many levels of objects and arrays the flattest text of each rule has. Where nesting is limited, a rule that does not fit is not
 * begun: so that no text gets to a place from where it cannot end.
 */
final class Heights {
    /** Of a rule that every text would go on within for ever. */
    static final int INFINITE = 1 << 20;

    private final Map<Rule, Integer> heights;

    private Heights(Map<Rule, Integer> heights) {
        this.heights = heights;
    }

    static Heights of(Rule root) {
        // In the reverse order of their finding most rules come after what they are made of.
        List<Rule> rules = List.copyOf(reachable(root)).reversed();
        Map<Rule, Integer> heights = new IdentityHashMap<>();
        rules.forEach(rule -> heights.put(rule, INFINITE));
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Rule rule : rules) {
                int height = Math.min(INFINITE, compute(rule, heights));
                changed |= heights.put(rule, height) != height;
            }
        }
        return new Heights(heights);
    }

    int height(Rule rule) {
        return heights.get(rule);
    }

    private static int compute(Rule rule, Map<Rule, Integer> known) {
        return switch (rule) {
            case Rule.Literal _, Rule.Text _, Rule.Number _ -> 0;
            case Rule.Sequence sequence ->
                sequence.parts().stream().mapToInt(known::get).max().orElse(0);
            case Rule.Choice choice ->
                choice.alternatives().stream().mapToInt(known::get).min().orElse(INFINITE);
            case Rule.Repeat repeat -> repeat.least() == 0 ? 0 : known.get(repeat.repeated());
            case Rule.Nested nested -> 1 + known.get(nested.inner());
            case Rule.Reference reference -> known.get(reference.target());
        };
    }

    private static List<Rule> parts(Rule rule) {
        return switch (rule) {
            case Rule.Literal _, Rule.Text _, Rule.Number _ -> List.of();
            case Rule.Sequence sequence -> sequence.parts();
            case Rule.Choice choice -> choice.alternatives();
            case Rule.Repeat repeat -> List.of(repeat.repeated());
            case Rule.Nested nested -> List.of(nested.inner());
            case Rule.Reference reference -> List.of(reference.target());
        };
    }

    private static Set<Rule> reachable(Rule root) {
        Set<Rule> found = new LinkedHashSet<>();
        Deque<Rule> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Rule rule = left.pop();
            if (found.add(rule)) {
                parts(rule).forEach(left::push);
            }
        }
        return found;
    }
}
