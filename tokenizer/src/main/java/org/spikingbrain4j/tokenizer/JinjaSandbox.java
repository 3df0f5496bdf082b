package org.spikingbrain4j.tokenizer;

import com.hubspot.jinjava.el.TypeConvertingMapELResolver;
import com.hubspot.jinjava.el.ext.JinjavaListELResolver;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;

/**
 * Everything a template can reach: entries of maps and lists, the {@code loop} variable, and the methods that Python
 * gives strings, lists and dictionaries. No Java object has a property or method here, because the usual resolver of
 * beans is absent.
 */
final class JinjaSandbox extends CompositeELResolver {
    JinjaSandbox() {
        add(new JinjavaListELResolver(true));
        add(new TypeConvertingMapELResolver(true));
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        return switch (base) {
            case ForLoop loop -> resolved(context, loopProperty(loop, String.valueOf(property)));
            case String text -> resolved(context, character(text, String.valueOf(property)));
            case null, default -> super.getValue(context, base, property);
        };
    }

    @Override
    @SuppressWarnings("unchecked") // Jinjava's parser builds the arguments of filters
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        String name = String.valueOf(method);
        return switch (base) {
            case Filter filter
            when name.equals("filter") && arguments.length == 4 ->
                resolved(
                        context,
                        filter.filter(arguments[0], (JinjavaInterpreter) arguments[1], (Object[]) arguments[2], (Map<
                                        String, Object>)
                                arguments[3]));
            case ExpTest test
            when name.startsWith("evaluate") && arguments.length >= 2 ->
                resolved(context, evaluate(test, name, arguments));
            case String text -> resolved(context, PythonText.call(text, name, arguments));
            case Map<?, ?> map -> resolved(context, PythonCollections.call(map, name, arguments));
            case List<?> list -> resolved(context, PythonCollections.call((List<Object>) list, name, arguments));
            case null -> throw new ChatTemplateException("method '" + name + "' is called on an undefined value");
            default -> throw new ChatTemplateException("method '" + name + "' is not supported on this value");
        };
    }

    private static boolean evaluate(ExpTest test, String name, Object[] arguments) {
        JinjavaInterpreter interpreter = (JinjavaInterpreter) arguments[1];
        Object[] others = Arrays.copyOfRange(arguments, 2, arguments.length);
        return name.equals("evaluateNegated")
                ? test.evaluateNegated(arguments[0], interpreter, others)
                : test.evaluate(arguments[0], interpreter, others);
    }

    private static Object loopProperty(ForLoop loop, String property) {
        return switch (property) {
            case "first" -> loop.isFirst();
            case "last" -> loop.isLast();
            case "index" -> loop.getIndex();
            case "index0" -> loop.getIndex0();
            case "revindex" -> loop.getRevindex();
            case "revindex0" -> loop.getRevindex0();
            case "length" -> loop.getLength();
            default -> throw new ChatTemplateException("loop." + property + " is not supported");
        };
    }

    /** {@code text[i]}; counts from the end if negative, null (undefined) if there is no such character. */
    private static Object character(String text, String property) {
        if (!JinjavaListELResolver.isNumeric(property) || property.length() > 9) {
            return null;
        }
        int index = Integer.parseInt(property);
        int position = index < 0 ? index + text.length() : index;
        return position >= 0 && position < text.length() ? text.substring(position, position + 1) : null;
    }

    private static <T> T resolved(ELContext context, T value) {
        context.setPropertyResolved(true);
        return value;
    }
}
