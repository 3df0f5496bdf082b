package org.spikingbrain4j.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.parse.TagToken;
import com.hubspot.jinjava.util.ForLoop;
import com.hubspot.jinjava.util.ObjectIterator;
import com.hubspot.jinjava.util.ObjectTruthValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.tuple.Pair;

/** {@code {% for message in messages if message.role == 'user' %}}: the filter of Jinja's loops, which Jinjava lacks. */
final class JinjaFor extends ForTag {
    private static final long serialVersionUID = 1L;
    private static final Pattern CONDITION = Pattern.compile("\\sif\\s");
    private static final Pattern ALTERNATIVE = Pattern.compile("\\selse\\s");

    @Override
    public String interpretUnchecked(TagNode tag, JinjavaInterpreter interpreter) {
        Pair<List<String>, String> loop = getLoopVarsAndExpression((TagToken) tag.getMaster());
        String expression = loop.getRight();
        Matcher condition = CONDITION.matcher(expression);
        // "a if b else c" is an expression that chooses what to loop over.
        if (!condition.find() || ALTERNATIVE.matcher(expression).find()) {
            return super.interpretUnchecked(tag, interpreter);
        }
        if (loop.getLeft().size() != 1) {
            throw new ChatTemplateException("a for loop with 'if' over several variables is not supported");
        }
        Object all = interpreter.resolveELExpression(expression.substring(0, condition.start()), tag.getLineNumber());
        String test = expression.substring(condition.end());
        List<Object> chosen = choose(all, loop.getLeft().getFirst(), test, tag, interpreter);
        return renderForCollection(tag, interpreter, loop.getLeft(), chosen);
    }

    private static List<Object> choose(
            Object all, String variable, String test, TagNode tag, JinjavaInterpreter interpreter) {
        List<Object> chosen = new ArrayList<>();
        ForLoop elements = ObjectIterator.getLoop(all);
        while (elements.hasNext()) {
            Object element = interpreter.wrap(elements.next());
            try (JinjavaInterpreter.InterpreterScopeClosable _ = interpreter.enterScope()) {
                interpreter.getContext().put(variable, element);
                if (ObjectTruthValue.evaluate(interpreter.resolveELExpression(test, tag.getLineNumber()))) {
                    chosen.add(element);
                }
            }
        }
        return chosen;
    }
}
