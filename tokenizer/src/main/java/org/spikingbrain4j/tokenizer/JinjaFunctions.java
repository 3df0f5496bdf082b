package org.spikingbrain4j.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.MacroFunction;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What transformers adds to Jinja, and what Jinjava does otherwise than Jinja. */
final class JinjaFunctions {
    private JinjaFunctions() {}

    /** {@code value | tojson(indent=4)}. */
    static final class ToJson implements Filter {
        @Override
        public String getName() {
            return "tojson";
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            return PythonJson.write(value);
        }

        @Override
        public Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            return named.get("indent") instanceof Number indent
                    ? PythonJson.write(value, Math.clamp(indent.longValue(), -1, 16))
                    : PythonJson.write(value);
        }
    }

    /** {@code text | trim}: Python's idea of white space. */
    static final class Trim implements Filter {
        @Override
        public String getName() {
            return "trim";
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            return value == null ? "" : PythonText.strip(value.toString(), true, true);
        }
    }

    /** {@code raise_exception(message)}: the template refuses the conversation. */
    static final class RaiseException extends Function {
        RaiseException() {
            super("raise_exception", "message");
        }

        @Override
        Object call(Object argument) {
            throw new ChatTemplateException(String.valueOf(argument));
        }
    }

    /** {@code strftime_now(format)}: the local time. */
    static final class StrftimeNow extends Function {
        StrftimeNow() {
            super("strftime_now", "format");
        }

        @Override
        Object call(Object argument) {
            return StrftimeFormatter.format(ZonedDateTime.now(), String.valueOf(argument), Locale.ENGLISH);
        }
    }

    /** A function of one argument; Jinjava finds macros by name and calls them without reflection on our classes. */
    private abstract static class Function extends MacroFunction {
        Function(String name, String argument) {
            super(List.of(), name, arguments(argument), false, null, 0, 0);
        }

        private static LinkedHashMap<String, Object> arguments(String name) {
            LinkedHashMap<String, Object> arguments = new LinkedHashMap<>();
            arguments.put(name, "");
            return arguments;
        }

        @Override
        public Object doEvaluate(Map<String, Object> arguments, Map<String, Object> named, List<Object> others) {
            return call(arguments.values().iterator().next());
        }

        abstract Object call(Object argument);
    }
}
