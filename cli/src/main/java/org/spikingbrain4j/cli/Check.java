package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Optional;

/**
 * One thing looked at.
 *
 * @param subject what was looked at
 * @param finding what was found
 * @param advice what to do; empty where all is well
 */
record Check(String subject, String finding, Optional<String> advice) {
    static Check ok(String subject, String finding) {
        return new Check(subject, finding, Optional.empty());
    }

    static Check warn(String subject, String finding, String advice) {
        return new Check(subject, finding, Optional.of(advice));
    }

    static Check of(boolean good, String subject, String finding, String adviceOtherwise) {
        return good ? ok(subject, finding) : warn(subject, finding, adviceOtherwise);
    }

    boolean good() {
        return advice.isEmpty();
    }

    static String text(List<Check> checks) {
        StringBuilder text = new StringBuilder();
        for (Check check : checks) {
            text.append("%-4s  %-10s %s".formatted(check.good() ? "OK" : "WARN", check.subject, check.finding));
            check.advice.ifPresent(advice -> text.append("; ").append(advice));
            text.append('\n');
        }
        return text.toString();
    }

    static String json(List<Check> checks) {
        Json json = new Json();
        var node = json.object().put("ok", checks.stream().allMatch(Check::good));
        ArrayNode list = node.putArray("checks");
        for (Check check : checks) {
            var entry = list.addObject()
                    .put("subject", check.subject)
                    .put("ok", check.good())
                    .put("finding", check.finding);
            check.advice.ifPresent(advice -> entry.put("advice", advice));
        }
        return json.text(node);
    }
}
