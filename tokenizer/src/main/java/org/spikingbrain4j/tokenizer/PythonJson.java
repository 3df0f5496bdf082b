package org.spikingbrain4j.tokenizer;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Writes JSON as Python's {@code json.dumps(value, ensure_ascii=False, indent=…)} does: models have learned its spaces. */
final class PythonJson {
    static final int MAX_DEPTH = 200;

    private final StringBuilder out = new StringBuilder();
    private final int indent; // negative for one line

    private PythonJson(int indent) {
        this.indent = indent;
    }

    /** On one line, with {@code ", "} and {@code ": "} between values. */
    static String write(Object value) {
        return write(value, -1);
    }

    /** On a line per value, indented by so many spaces per level; on one line if that is negative. */
    static String write(Object value, int indent) {
        PythonJson json = new PythonJson(indent);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ChatTemplateException("tojson: nested deeper than " + MAX_DEPTH + " levels");
        }
        switch (value) {
            case null -> out.append("null");
            case Boolean bool -> out.append(bool);
            case Double number -> out.append(number(number));
            case Float number -> out.append(number(number.doubleValue()));
            case Number number -> out.append(number);
            case Map<?, ?> map -> object(map, depth);
            case Collection<?> list -> array(list, depth);
            default -> string(value.toString());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        for (boolean first = true; entries.hasNext(); first = false) {
            Map.Entry<?, ?> entry = entries.next();
            separate(first, depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), depth + 1);
        }
        close(map.isEmpty(), depth, '}');
    }

    private void array(Collection<?> list, int depth) {
        out.append('[');
        boolean first = true;
        for (Object element : list) {
            separate(first, depth + 1);
            value(element, depth + 1);
            first = false;
        }
        close(list.isEmpty(), depth, ']');
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            out.append(indent < 0 ? ", " : ",");
        }
        newLine(depth);
    }

    private void close(boolean empty, int depth, char bracket) {
        if (!empty) {
            newLine(depth);
        }
        out.append(bracket);
    }

    private void newLine(int depth) {
        if (indent >= 0) {
            out.append('\n').repeat(' ', depth * indent);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** The shortest digits, in positional notation from 1e-4 up to 1e16, as Python's {@code repr} chooses. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = decimal.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String size = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
        return (value < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+") + size;
    }
}
