package org.spikingbrain4j.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Jinjava, set to behave as transformers' Jinja does and to contain a template that means harm. */
final class JinjaRenderer {
    private static final long MAX_OUTPUT = 256L << 20; // characters: far more than any context holds
    private static final int MAX_LIST = 1_000_000;
    private static final int MAX_NESTING = 64;
    private static final int MAX_RANGE = 100_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Set<String> FILE_TAGS = Set.of("include", "import", "from", "extends");

    /** Jinja's rules where Jinjava has kept others for its older templates. */
    private static final LegacyOverrides AS_JINJA = LegacyOverrides.newBuilder()
            .withEvaluateMapKeys(true)
            .withIterateOverMapKeys(true)
            .withUsePyishObjectMapper(true)
            .withUseNaturalOperatorPrecedence(true)
            .withParseWhitespaceControlStrictly(true)
            .withAllowAdjacentTextNodes(true)
            .withUseTrimmingForNotesAndExpressions(true)
            .withKeepNullableLoopValues(true)
            .withHandleBackslashInQuotesOnly(true)
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
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // The library bounds neither the depth of its parser nor every text or list that a template can build.
            throw timeout(e).orElseGet(() -> new ChatTemplateException(message(e), e));
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
        JinjavaConfig config = JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true)
                .withLegacyOverrides(AS_JINJA)
                .withNestedInterpretationEnabled(false) // else a user's "{{" would be run
                .withElResolver(new JinjaSandbox())
                .withDisabled(Map.of(Context.Library.TAG, FILE_TAGS))
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxStringLength(MAX_OUTPUT)
                .withMaxListSize(MAX_LIST)
                .withMaxRenderDepth(MAX_NESTING)
                .withEnableRecursiveMacroCalls(true)
                .withMaxMacroRecursionDepth(MAX_NESTING)
                .withRangeLimit(MAX_RANGE)
                .withProcessors(stopAfter(timeLimit))
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

    /** Looks at the clock before each node of the template. */
    private JinjavaProcessors stopAfter(Duration limit) {
        long deadline = clock() + limit.toNanos();
        return JinjavaProcessors.newBuilder()
                .withNodePreProcessor((_, interpreter) -> {
                    if (clock() - deadline > 0) {
                        String message = "%s: chat template, line %d: takes longer than %d ms"
                                .formatted(source, interpreter.getLineNumber(), limit.toMillis());
                        throw new InterpretException(
                                message, new ChatTemplateTimeoutException(message), interpreter.getLineNumber());
                    }
                })
                .build();
    }

    /** The thread's own time: that others keep the processors busy is not the template's fault. A virtual thread has only what passes. */
    private static long clock() {
        return Thread.currentThread().isVirtual() ? System.nanoTime() : THREADS.getCurrentThreadCpuTime();
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

    private static Optional<SpikingBrainException> timeout(Throwable failure) {
        return causes(failure).stream()
                .filter(ChatTemplateTimeoutException.class::isInstance)
                .map(SpikingBrainException.class::cast)
                .findFirst();
    }

    private SpikingBrainException failure(TemplateError error) {
        return timeout(error.getException()).orElseGet(() -> refusal(error));
    }

    private ChatTemplateException refusal(TemplateError error) {
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
                + switch (failure) {
                    case StackOverflowError _ -> "nested too deeply";
                    case OutOfMemoryError _ -> "needs more memory than there is";
                    default -> TokenizerException.firstLine(failure);
                };
    }
}
