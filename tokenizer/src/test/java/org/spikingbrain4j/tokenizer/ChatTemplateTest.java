package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
    private static final List<ChatMessage> CONVERSATION =
            List.of(ChatMessage.system("Be kind."), ChatMessage.user(" Hi! "), ChatMessage.assistant("Hello."));

    /** ChatML, written with blocks on their own lines. */
    private static final String CHATML = """
            {% for message in messages %}
              {% if loop.first and message['role'] != 'system' %}
            {{ '<|im_start|>system\\nDefault.<|im_end|>\\n' }}
              {% endif %}
            {{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}
            {% endfor %}
            {% if add_generation_prompt %}
            {{ '<|im_start|>assistant\\n' }}
            {% endif %}
            """;

    /** In the manner of Llama 3: headers, a variable, trimming, a refusal. */
    private static final String HEADERS = """
            {{- bos_token }}
            {%- if messages[0]['role'] == 'system' %}
                {%- set system_message = messages[0]['content'] | trim %}
                {%- set rest = messages[1:] %}
            {%- else %}
                {%- set system_message = "" %}
                {%- set rest = messages %}
            {%- endif %}
            {{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
            {%- if tools is defined and tools is not none %}
                {{- "Environment: ipython\\n" }}
                {%- for t in tools %}
                    {{- t | tojson(indent=4) }}
                    {{- "\\n\\n" }}
                {%- endfor %}
            {%- endif %}
            {{- system_message }}
            {{- "<|eot_id|>" }}
            {%- for message in rest %}
                {%- if message.role not in ['user', 'assistant'] %}
                    {{- raise_exception("Unknown role: " + message.role) }}
                {%- endif %}
                {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
            {%- endif %}
            """;

    private static ChatTemplate template(String text) {
        return new ChatTemplate(text, Path.of("chat_template.jinja"), Map.of("bos_token", "<s>", "eos_token", "</s>"));
    }

    private static String render(String text) {
        return template(text).render(CONVERSATION, true);
    }

    @Test
    void chatMl() {
        assertThat(render(CHATML)).isEqualTo("""
                        <|im_start|>system
                        Be kind.<|im_end|>

                        <|im_start|>user
                         Hi! <|im_end|>

                        <|im_start|>assistant
                        Hello.<|im_end|>

                        <|im_start|>assistant

                        """);
    }

    @Test
    void llamaHeaders() {
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("name", "f");
        tool.put("empty", List.of());
        assertThat(template(HEADERS).render(CONVERSATION, List.of(tool), true))
                .isEqualTo("<s><|start_header_id|>system<|end_header_id|>\n\nEnvironment: ipython\n"
                        + "{\n    \"name\": \"f\",\n    \"empty\": []\n}\n\nBe kind.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nHi!<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void aRefusalIsOneLineWithTheTemplatesWords() {
        assertThatThrownBy(() -> template(HEADERS).render(List.of(new ChatMessage("robot", "x")), false))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessage("chat_template.jinja: chat template: Unknown role: robot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "{% set ns = namespace(found=false) %}{% for m in messages %}{% if m.role == 'user' %}{% set ns.found = true %}"
                        + "{% endif %}{% endfor %}{% if ns.found %}yes{% endif %} => yes",
                "{{ messages[-1].content }} => Hello.",
                "{{ messages[1]['content'].strip() }} => Hi!",
                "{{ messages[1].content.lstrip().startswith('Hi') }} => true",
                "{{ 'a</think>b'.split('</think>')[-1].lstrip('\\n') }} => b",
                "{{ messages | length }} => 3",
                "{% for m in messages if m.role == 'user' %}{{ m.content | trim }}{% endfor %} => Hi!",
                "{{ 'x' if add_generation_prompt else 'y' }} => x",
                "{% if not missing %}none{% endif %} => none",
                "{% if missing is defined %}a{% else %}b{% endif %} => b",
                "{% if messages[0].content is string %}text{% endif %} => text",
                "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice('ab') }} => abab",
                "{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}{{ v }}{% endfor %} => a1b2",
                "{{ {'a': [1, 2.0, true, none], 'ü': '<\\'>'} | tojson }} => `{\"a\": [1, 2.0, true, null], \"ü\": \"<'>\"}`",
                "{{ messages[0].get('absent', 'other') }} => other",
                "{{ loop is defined }}{% for m in messages %}{{ loop.index0 }}{{ loop.last }}{% endfor %} => false0false1false2true",
                "{{ (messages | length) % 2 == 1 }} => true",
                "{{ messages | map(attribute='role') | join(',') }} => system,user,assistant",
                "{{ messages[1:] | length }} => 2",
                "{%- set x = 'a' ~ 1 -%} {{ x }} => a1",
                "{{ strftime_now('%Y') | length }} => 4",
            })
    void jinjaAsTemplatesUseIt(String template, String expected) {
        assertThat(render(template)).isEqualTo(expected);
    }

    @Test
    void textOfUsersIsNeverRun() {
        List<ChatMessage> messages = List.of(ChatMessage.user("{{ 7 * 7 }}{% if true %}&lt;\\n"));
        assertThat(template("{{ messages[0].content }}").render(messages, false))
                .isEqualTo("{{ 7 * 7 }}{% if true %}&lt;\\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ messages.getClass() }}",
                "{{ messages[0].content.getClass().forName('java.lang.Runtime') }}",
                "{{ ''.getBytes() }}",
                "{{ ____int3rpr3t3r____.getConfig() }}",
                "{% include 'tokens.json' %}",
                "{% import 'tokens.json' as x %}",
                "{% for i in range(1000000000) %}x{% endfor %}{{ raise_exception('range') }}",
                "{% if %}",
                "{{ messages",
                "{% for x in messages %}",
                "{{ 'a' | nosuchfilter }}",
                "{{ nosuchfunction() }}",
                "{% nosuchtag %}",
                "{% set n = namespace(l=[1]) %}{% for i in range(40) %}{% set n.l = n.l + n.l %}{% endfor %}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            })
    void whatATemplateMayNotDoIsOneLineOfError(String template) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOf(ChatTemplateException.class)
                .message()
                .startsWith("chat_template.jinja: chat template")
                .hasLineCount(1);
    }

    @Test
    void endlessWorkIsStopped() {
        String loops = "{% for a in range(90000) %}".repeat(4) + "{{ a }}" + "{% endfor %}".repeat(4);
        JinjaRenderer renderer = new JinjaRenderer("t", Duration.ofMillis(200));
        assertThatThrownBy(() -> renderer.render(loops, Map.of()))
                .isInstanceOf(ChatTemplateTimeoutException.class)
                .hasMessageStartingWith("t: chat template, line 1: takes longer than 200 ms");
    }

    /** As on a machine that has other work: its waiting does not count. */
    @Test
    void timeThatTheTemplateDoesNotWorkIsNotItsOwn() {
        List<String> slow = new AbstractList<>() {
            @Override
            public String get(int index) {
                LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
                return "x";
            }

            @Override
            public int size() {
                return 2;
            }
        };
        JinjaRenderer renderer = new JinjaRenderer("t", Duration.ofMillis(1200));
        renderer.render("{{ 1 }}", Map.of()); // loads the classes
        assertThat(renderer.render("{% for x in all %}{{ x }}{% endfor %}", Map.of("all", slow)))
                .isEqualTo("xx");
    }

    @Test
    void deepNestingIsAnError() {
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        List<Map<String, Object>> tools = List.of(Map.of("x", deep));
        assertThatThrownBy(() -> template("{{ tools | tojson }}").render(CONVERSATION, tools, false))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> render("{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}"))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("brackets");
    }

    @Test
    void javaObjectsDoNotReachTheTemplate() {
        List<Map<String, Object>> tools = List.of(Map.of("x", Thread.currentThread()));
        assertThatThrownBy(() -> template("{{ tools }}").render(CONVERSATION, tools, false))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("java.lang.Thread");
    }
}
