package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.spikingbrain4j.grammar.TokenMasks;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.tokenizer.ChatTemplate;
import org.spikingbrain4j.tokenizer.Pace;

/**
 * Answers conversations: renders them with the model's chat template, and reads calls of tools out of what the model writes. Safe for
 * use by several threads.
 */
public final class ChatService {
    private final Scheduler scheduler;
    private final ChatGrammars grammars;
    private volatile Optional<Boolean> knowsTools = Optional.empty(); // found out where first asked

    /** @param scheduler stays the caller's */
    public ChatService(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.grammars = new ChatGrammars(scheduler.model());
    }

    /**
     * The tokens of a conversation as the model will read them, the beginning of its answer included.
     *
     * @throws MissingChatTemplateException where the model has no chat template
     * @throws MissingToolTemplateException where there are tools and that template knows none
     * @throws org.spikingbrain4j.tokenizer.ChatTemplateException where the template refuses the conversation
     * @throws InvalidInputException where two tools have one name, or the one that is to be called is not among them
     */
    public int[] prompt(ChatRequest request) {
        return prompt(request, Pace.AT_ONCE);
    }

    /**
     * As {@link #prompt(ChatRequest)}.
     *
     * @param pace renders the conversation, and encodes it piece by piece
     */
    public int[] prompt(ChatRequest request, Pace pace) {
        String text = pace.get(() -> rendered(request));
        return scheduler.model().tokenizer().encode(text, false, pace);
    }

    private String rendered(ChatRequest request) {
        ChatTemplate template = ChatSession.template(scheduler.model());
        List<ToolDefinition> offered = offered(request);
        if (!offered.isEmpty() && !knowsTools()) {
            throw new MissingToolTemplateException(
                    "tools: the model's chat template knows none, or not in the form %s…%s; leave them out, or take a model that was made for them"
                            .formatted(ToolCallParser.OPEN, ToolCallParser.CLOSE));
        }
        List<Map<String, Object>> tools =
                offered.stream().map(ToolDefinition::inTemplate).toList();
        return template.render(request.messages(), tools, true);
    }

    /**
     * Waits for a place and answers; {@link Scheduler#generate} says how it ends. Where the tools are the model's choice it may write
     * what looks like a call and is none: that is words.
     *
     * @throws MissingChatTemplateException and others as {@link #prompt(ChatRequest)}
     * @throws org.spikingbrain4j.grammar.SchemaException where a schema asks for what cannot be enforced; it names the keyword
     */
    public ChatReply reply(ChatRequest request, ChatListener listener, Cancellation cancellation) {
        return reply(request, prompt(request), listener, cancellation);
    }

    /**
     * As {@link #reply(ChatRequest, ChatListener, Cancellation)}, where the prompt is known.
     *
     * @param prompt of this request
     */
    public ChatReply reply(ChatRequest request, int[] prompt, ChatListener listener, Cancellation cancellation) {
        GenerationOptions options =
                grammars.of(request).map(masks -> within(masks, request)).orElse(request.options());
        GenerationRequest generation = new GenerationRequest(prompt, request.memory(), true, options, request.client());
        Set<String> names = offered(request).stream().map(ToolDefinition::name).collect(Collectors.toSet());
        Answer answer = new Answer(names, demandsCall(request), listener);
        GenerationResult result = scheduler.generate(generation, answer, cancellation);
        return answer.reply(result);
    }

    /**
     * Whether the model can be offered tools: its chat template tells of them, and writes calls in the form that is read here.
     *
     * @throws MissingChatTemplateException where the model has no chat template
     */
    public boolean knowsTools() {
        if (knowsTools.isEmpty()) {
            knowsTools = Optional.of(ToolTemplate.knowsTools(ChatSession.template(scheduler.model())));
        }
        return knowsTools.get();
    }

    private static GenerationOptions within(TokenMasks masks, ChatRequest request) {
        Range.require(
                request.options().grammar().isEmpty(),
                "grammar",
                "none in the options beside a format or a call that is required",
                "one");
        return request.options().withGrammar(masks);
    }

    private static boolean demandsCall(ChatRequest request) {
        return request.toolChoice() instanceof ToolChoice.Required || request.toolChoice() instanceof ToolChoice.Named;
    }

    /** The tools that the model is told of. */
    private static List<ToolDefinition> offered(ChatRequest request) {
        List<ToolDefinition> tools = request.tools();
        Set<String> names = tools.stream().map(ToolDefinition::name).collect(Collectors.toSet());
        Range.require(names.size() == tools.size(), "tools", "one of each name", "two of the same");
        switch (request.toolChoice()) {
            case ToolChoice.None _ -> {
                return List.of();
            }
            case ToolChoice.Auto _ -> {}
            case ToolChoice.Required _ ->
                Range.require(!tools.isEmpty(), "tools", "at least one where a call is required", "none");
            case ToolChoice.Named(String name) ->
                Range.require(names.contains(name), "toolChoice", "one of the tools " + names, name);
        }
        return tools;
    }

    /** Sorts an answer into words and calls, as it comes. */
    private static final class Answer implements GenerationListener {
        private final ChatListener listener;
        private final ToolCallParser parser;
        private final boolean tools;
        private final StringBuilder words = new StringBuilder();
        private final List<ToolCall> calls = new ArrayList<>();

        /** @param callsOnly whether what is no call can only be one that was cut off, which nobody can use */
        Answer(Set<String> toolNames, boolean callsOnly, ChatListener listener) {
            this.listener = listener;
            this.tools = !toolNames.isEmpty();
            this.parser = new ToolCallParser(toolNames, callsOnly ? _ -> {} : this::say, this::call);
        }

        ChatReply reply(GenerationResult result) {
            parser.finish();
            return new ChatReply(words.toString(), calls, result);
        }

        @Override
        public void onPrefill(int read, int total) {
            listener.onPrefill(read, total);
        }

        @Override
        public void onToken(int token) {
            listener.onToken(token);
        }

        @Override
        public void onLogprobs(PositionLogprobs logprobs) {
            listener.onLogprobs(logprobs);
        }

        @Override
        public void onText(String piece) {
            listener.onText(piece);
            if (tools) {
                parser.accept(piece);
            } else {
                say(piece);
            }
        }

        private void say(String piece) {
            words.append(piece);
            listener.onWords(piece);
        }

        private void call(ToolCall call) {
            calls.add(call);
            listener.onToolCall(call);
        }
    }
}
