package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallParserTest {
    private final StringBuilder words = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void wordsThenCalls(int pieceLength) {
        parse(
                "Let me look: \n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": [1, \"}\"]}}\n</tool_call>\n"
                        + "<tool_call>{\"arguments\":{},\"name\":\"g\"}</tool_call>\n",
                pieceLength);

        assertThat(words).hasToString("Let me look:");
        assertThat(calls).containsExactly(new ToolCall("f", "{\"a\": [1, \"}\"]}"), new ToolCall("g", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 < 2 <tool <tool_cal> x",
                " <tool_call> no </tool_call> ",
                "<tool_call>\n{\"name\": \"nobody\", \"arguments\": {}}\n</tool_call>",
                "<tool_call>{\"arguments\": {}}</tool_call>",
                "<tool_call>{\"name\": \"f\", \"arguments\": [1]}</tool_call>",
                "<tool_call>{\"name\": \"f\", \"arguments\": \"x\"}</tool_call>",
                "<tool_call>{\"name\": \"f\"} {}</tool_call>",
                "<tool_call>{\"name\": \"f\", \"argu",
                "<tool_call>",
                "<tool_call>[{\"name\": \"f\"}]</tool_call>",
                "a\n\n</tool_call>  ",
                ""
            })
    void whatIsNoCallIsWords(String text) {
        for (int pieceLength : new int[] {1, 5, 1000}) {
            words.setLength(0);
            parse(text, pieceLength);

            assertThat(words).hasToString(text);
            assertThat(calls).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"f\", \"arguments\": {\"x\": 1}}",
                "{\"name\": \"f\", \"arguments\": \"{\\\"x\\\": 1}\"}",
                "{\"id\": {\"a\": 1}, \"name\": \"f\", \"parameters\": {\"x\": 1}}"
            })
    void readsCallsLeniently(String json) {
        parse("<tool_call>" + json, 4);

        assertThat(calls).containsExactly(new ToolCall("f", "{\"x\": 1}"));
        assertThat(words).isEmpty();
    }

    @Test
    void aMarkWithinAStringEndsNothing() {
        parse("<tool_call>{\"name\": \"f\", \"arguments\": {\"x\": \"</tool_call>\"}}</tool_call> done", 3);

        assertThat(calls).containsExactly(new ToolCall("f", "{\"x\": \"</tool_call>\"}"));
        assertThat(words).hasToString(" done");
    }

    @Test
    void withoutArgumentsThereAreNone() {
        parse("<tool_call>{\"name\": \"f\"}</tool_call>", 3);

        assertThat(calls).containsExactly(new ToolCall("f", "{}"));
    }

    @Test
    void afterWhatIsNoCallOneMayFollow() {
        parse("<tool_call><tool_call>{\"name\": \"f\"}</tool_call>", 1);

        assertThat(words).hasToString("<tool_call>");
        assertThat(calls).hasSize(1);
    }

    /** What is shown is shown at once, but for what may be a mark. */
    @Test
    void holdsBackNoMoreThanItMust() {
        ToolCallParser parser = parser();
        parser.accept("one two<tool");
        assertThat(words).hasToString("one two");
        parser.accept("box> three <tool_call>{\"name\"");
        assertThat(words).hasToString("one two<toolbox> three");
        parser.accept(": \"f\"}</tool_call>");
        assertThat(calls).as("told when complete").hasSize(1);
    }

    private void parse(String text, int pieceLength) {
        ToolCallParser parser = parser();
        for (int start = 0; start < text.length(); start += pieceLength) {
            parser.accept(text.substring(start, Math.min(text.length(), start + pieceLength)));
        }
        parser.finish();
    }

    private ToolCallParser parser() {
        return new ToolCallParser(Set.of("f", "g"), words::append, calls::add);
    }
}
