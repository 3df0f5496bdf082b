package org.spikingbrain4j.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Jinjava, set to behave as transformers' Jinja does and to contain a template that means harm. */
final class JinjaRenderer {
    private static final long MAX_OUTPUT = 256L << 20; // characters: far more than any context holds
    private static final int MAX_NESTING = 64;
    private static final int MAX_RANGE = 100_000;
    private static final Set<String> FILE_TAGS = Set.of("include", "import", "from", "extends");

    /** All that is nearer to Jinja than Jinjava's habits; only a space after the opening brace is not Jinja's rule. */
    private static final LegacyOverrides AS_JINJA = LegacyOverrides.Builder.from(LegacyOverrides.ALL)
            .withWhitespaceRequiredWithinTokens(false)
            .build();

    private final String source;
    private final Duration timeLimit;

    /**
     * @param source the template's file, for errors
     * @param timeLimit when to stop a template that goes on and on
     */
    JinjaRenderer(String source, Duration timeLimit) {
        this.source = source;
        this.timeLimit = timeLimit;
    }

    String render(String template, Map<String, Object> variables) {
        checkBrackets(template);
        RenderResult result;
        try {
            result = jinjava().renderForResult(withoutLastNewline(template), variables);
        } catch (RuntimeException | StackOverflowError e) {
            // A hostile template can nest its own syntax deeper than the library's recursive parser bears.
            throw new ChatTemplateException(message(e), e);
        }
        // Jinjava goes on after most errors. Only to ask for what is not there is no error in Jinja either.
        Optional<TemplateError> error = result.getErrors().stream()
                .filter(found -> found.getItem() != TemplateError.ErrorItem.PROPERTY)
                .findFirst();
        if (error.isPresent()) {
            throw failure(error.get());
        }
        checkFilters(result.getContext());
        return result.getOutput();
    }

    private Jinjava jinjava() {
        long deadline = System.nanoTime() + timeLimit.toNanos();
        JinjavaConfig config = JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true)
                .withLegacyOverrides(AS_JINJA)
                .withNestedInterpretationEnabled(false) // else a user's "{{" would be run
                .withElResolver(new JinjaSandbox())
                .withDisabled(Map.of(Context.Library.TAG, FILE_TAGS))
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxRenderDepth(MAX_NESTING)
                .withEnableRecursiveMacroCalls(true)
                .withMaxMacroRecursionDepth(MAX_NESTING)
                .withRangeLimit(MAX_RANGE)
                .withNodePreProcessor((_, interpreter) -> {
                    if (System.nanoTime() - deadline > 0) {
                        throw new InterpretException(
                                "takes longer than " + timeLimit.toMillis() + " ms", interpreter.getLineNumber());
                    }
                })
                .build();
        Jinjava jinjava = new Jinjava(config);
        jinjava.setResourceLocator((name, _, _) -> {
            throw new ResourceNotFoundException("a chat template reads no other file: " + name);
        });
        jinjava.registerTag(new JinjaFor());
        jinjava.registerFilter(new JinjaFunctions.ToJson());
        jinjava.registerFilter(new JinjaFunctions.Trim());
        jinjava.getGlobalContext().addGlobalMacro(new JinjaFunctions.RaiseException());
        jinjava.getGlobalContext().addGlobalMacro(new JinjaFunctions.StrftimeNow());
        return jinjava;
    }

    /** Jinjava makes nothing of a value behind a filter that it does not know; Jinja refuses. */
    private void checkFilters(Context context) {
        for (String name : context.getResolvedValues()) {
            boolean filter = name.startsWith(ExtendedParser.FILTER_PREFIX);
            if (filter && context.getFilter(name.substring(ExtendedParser.FILTER_PREFIX.length())) == null) {
                throw new ChatTemplateException(source + ": chat template: no such filter: " + name);
            }
        }
    }

    /** The library's parser takes time without bound for brackets in brackets, so those are counted before. */
    private void checkBrackets(String template) {
        int depth = 0;
        for (int i = 0; i < template.length(); i++) {
            if (template.startsWith("}}", i) || template.startsWith("%}", i)) {
                depth = 0;
            }
            depth += switch (template.charAt(i)) {
                case '(', '[', '{' -> 1;
                case ')', ']', '}' -> depth > 0 ? -1 : 0;
                default -> 0;
            };
            if (depth > MAX_NESTING) {
                throw new ChatTemplateException(
                        source + ": chat template: more than " + MAX_NESTING + " brackets inside each other");
            }
        }
    }

    /** Jinja drops one newline at the end of a template, not of its output. */
    private static String withoutLastNewline(String template) {
        return template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
    }

    private ChatTemplateException failure(TemplateError error) {
        for (Throwable cause : causes(error.getException())) {
            if (cause instanceof ChatTemplateException refusal) {
                return new ChatTemplateException(
                        source + ": chat template: " + TokenizerException.firstLine(refusal), error.getException());
            }
        }
        return new ChatTemplateException(
                source + ": chat template, line " + error.getLineno() + ": "
                        + String.valueOf(error.getMessage()).lines().findFirst().orElse(""),
                error.getException());
    }

    private static List<Throwable> causes(Throwable failure) {
        return failure == null
                ? List.of()
                : Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                        .limit(MAX_NESTING)
                        .toList();
    }

    private String message(Throwable failure) {
        return source + ": chat template: "
                + (failure instanceof StackOverflowError ? "nested too deeply" : TokenizerException.firstLine(failure));
    }
}
