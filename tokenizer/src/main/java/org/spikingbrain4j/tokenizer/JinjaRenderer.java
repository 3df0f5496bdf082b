package org.spikingbrain4j.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
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
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final long MAX_OUTPUT = 256L << 20; // characters: far more than any context holds
    private static final int MAX_NESTING = 64;
    private static final int MAX_RANGE = 100_000;
    private static final Set<String> FILE_TAGS = Set.of("include", "import", "from", "extends");

    private final String source;

    /** @param source the template's file, for errors */
    JinjaRenderer(String source) {
        this.source = source;
    }

    String render(String template, Map<String, Object> variables) {
        RenderResult result;
        try {
            result = jinjava().renderForResult(withoutLastNewline(template), variables);
        } catch (RuntimeException | StackOverflowError e) {
            // A hostile template can nest its own syntax deeper than the library's recursive parser bears.
            throw new ChatTemplateException(message(e), e);
        }
        Optional<TemplateError> fatal = result.getErrors().stream()
                .filter(error -> error.getSeverity() == TemplateError.ErrorType.FATAL)
                .findFirst();
        if (fatal.isPresent()) {
            throw failure(fatal.get());
        }
        return result.getOutput();
    }

    private static Jinjava jinjava() {
        long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
        JinjavaConfig config = JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true)
                .withLegacyOverrides(LegacyOverrides.ALL)
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
                                "takes longer than " + TIME_LIMIT.toSeconds() + " s", interpreter.getLineNumber());
                    }
                })
                .build();
        Jinjava jinjava = new Jinjava(config);
        jinjava.setResourceLocator((name, _, _) -> {
            throw new ResourceNotFoundException("a chat template reads no other file: " + name);
        });
        jinjava.registerFilter(new JinjaFunctions.ToJson());
        jinjava.registerFilter(new JinjaFunctions.Trim());
        jinjava.getGlobalContext().addGlobalMacro(new JinjaFunctions.RaiseException());
        jinjava.getGlobalContext().addGlobalMacro(new JinjaFunctions.StrftimeNow());
        return jinjava;
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
