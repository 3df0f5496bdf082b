package org.spikingbrain4j.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The methods of Python's {@code str} that chat templates call. */
final class PythonText {
    private PythonText() {}

    static Object call(String text, String method, Object[] arguments) {
        String[] given = Arrays.stream(arguments)
                .map(argument -> Objects.toString(argument, null))
                .toArray(String[]::new);
        return switch (method) {
            case "strip" -> strip(text, given, true, true);
            case "lstrip" -> strip(text, given, true, false);
            case "rstrip" -> strip(text, given, false, true);
            case "startswith" -> text.startsWith(first(method, given));
            case "endswith" -> text.endsWith(first(method, given));
            case "split" -> split(text, given);
            case "splitlines" -> text.lines().toList();
            case "replace" -> replace(text, given);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> capitalize(text);
            case "title" -> title(text);
            case "find" -> (long) text.indexOf(first(method, given));
            case "join" -> join(text, arguments);
            default -> throw new ChatTemplateException("method '" + method + "' of a string is not supported");
        };
    }

    /** Without white space, as Python sees it, at the chosen ends. */
    static String strip(String text, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (right && end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static String strip(String text, String[] given, boolean left, boolean right) {
        if (given.length == 0 || given[0] == null) {
            return strip(text, left, right);
        }
        int start = 0;
        int end = text.length();
        while (left && start < end && given[0].indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (right && end > start && given[0].indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static List<String> split(String text, String[] given) {
        List<String> parts = new ArrayList<>();
        if (given.length == 0 || given[0] == null) {
            for (int start = 0; start < text.length(); ) {
                int end = start;
                while (end < text.length() && !isSpace(text.charAt(end))) {
                    end++;
                }
                if (end > start) {
                    parts.add(text.substring(start, end));
                }
                start = end + 1;
            }
            return parts;
        }
        String separator = first("split", given);
        int left = given.length > 1 ? number(given[1]) : -1;
        int start = 0;
        for (int at; left != 0 && (at = text.indexOf(separator, start)) >= 0; left--) {
            parts.add(text.substring(start, at));
            start = at + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String replace(String text, String[] given) {
        if (given.length < 2 || given[0] == null || given[0].isEmpty() || given[1] == null) {
            throw new ChatTemplateException("replace: expected the text to replace and its replacement");
        }
        return text.replace(given[0], given[1]);
    }

    private static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String title(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            result.append(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return result.toString();
    }

    private static String join(String separator, Object[] arguments) {
        if (arguments.length != 1 || !(arguments[0] instanceof Iterable<?> elements)) {
            throw new ChatTemplateException("join: expected a list");
        }
        List<String> texts = new ArrayList<>();
        elements.forEach(element -> texts.add(String.valueOf(element)));
        return String.join(separator, texts);
    }

    private static String first(String method, String[] given) {
        if (given.length == 0 || given[0] == null || given[0].isEmpty()) {
            throw new ChatTemplateException(method + ": expected a text that is not empty");
        }
        return given[0];
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ChatTemplateException("split: expected a number of cuts, found '" + text + "'", e);
        }
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
