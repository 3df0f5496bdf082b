package org.spikingbrain4j.langchain4j;

import java.util.List;

/** What LangChain4j's abstract tests expect a model to know. */
final class Knowledge implements ScriptedBackend.Script {
    private static final String BERLIN = "{\"city\": \"Berlin\"}";
    private static final String CALL_WEATHER = call("getWeather", "{\"city\": \"Munich\"}");

    private static final List<Fact> FACTS = List.of(
            new Fact("14:35", List.of("It is sunny in Munich, and 14:35 in France.")),
            new Fact("10:14", List.of("It is 10:14.")),
            new Fact("<tool_response>\nsunny", List.of("It is sunny in Munich.", "{\"weather\": \"sunny\"}")),
            new Fact("time in France", List.of(CALL_WEATHER + "\n" + call("getTime", "{\"country\": \"France\"}"))),
            new Fact("weather in Munich", List.of(CALL_WEATHER)),
            new Fact("Use the get_current_time tool", List.of(call("get_current_time", "{}"))),
            new Fact("I live in Munich", List.of("A fine town.", CALL_WEATHER)),
            new Fact("Answer with a JSON object", List.of(BERLIN)),
            new Fact("capital of Germany", List.of("The capital of Germany is Berlin.", BERLIN)),
            new Fact("I love you", List.of("Ich liebe dich.")),
            new Fact("favorite color is green", List.of("Your favorite color is green.")),
            new Fact("Hello World", List.of("Hello World")),
            new Fact("long story", List.of("Once there was a bear. ".repeat(10))),
            new Fact("called Pequod", List.of("Pequod.")),
            new Fact("hello", List.of("Hello to you.")));

    /** What goes wrong below. */
    static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PowerCut() {
            super("power cut");
        }
    }

    /** @param asked what the prompt contains */
    private record Fact(String asked, List<String> answers) {}

    @Override
    public List<String> answers(String prompt) {
        if (prompt.contains("this message will fail")) {
            throw new PowerCut();
        }
        return FACTS.stream()
                .filter(fact -> prompt.contains(fact.asked()))
                .findFirst()
                .map(Fact::answers)
                .orElse(List.of());
    }

    private static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>".formatted(name, arguments);
    }
}
