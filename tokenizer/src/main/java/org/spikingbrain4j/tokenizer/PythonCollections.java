package org.spikingbrain4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The methods of Python's {@code dict} and {@code list} that chat templates call. */
final class PythonCollections {
    private PythonCollections() {}

    static Object call(Map<?, ?> map, String method, Object[] arguments) {
        return switch (method) {
            case "items" ->
                map.entrySet().stream()
                        .map(entry -> pair(entry.getKey(), entry.getValue()))
                        .toList();
            case "keys" -> new ArrayList<>(map.keySet());
            case "values" -> new ArrayList<>(map.values());
            case "get" -> get(map, arguments);
            default -> throw new ChatTemplateException("method '" + method + "' of a dictionary is not supported");
        };
    }

    static Object call(List<Object> list, String method, Object[] arguments) {
        if (method.equals("append") && arguments.length == 1) {
            list.add(arguments[0]);
            return null;
        }
        throw new ChatTemplateException("method '" + method + "' of a list is not supported");
    }

    private static Object get(Map<?, ?> map, Object[] arguments) {
        if (arguments.length == 0) {
            throw new ChatTemplateException("get: expected a key");
        }
        Object value = map.get(String.valueOf(arguments[0]));
        return value == null && arguments.length > 1 ? arguments[1] : value;
    }

    private static List<Object> pair(Object key, Object value) {
        List<Object> pair = new ArrayList<>(); // values may be null
        pair.add(key);
        pair.add(value);
        return pair;
    }
}
