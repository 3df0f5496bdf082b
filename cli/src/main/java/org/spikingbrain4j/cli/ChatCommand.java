package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.inference.ChatSession;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.PrefixCache;
import org.spikingbrain4j.inference.PrefixCacheOptions;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.tokenizer.ChatMessage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A conversation with a model that has a chat template. */
@Command(
        name = "chat",
        description = {
            "Talks with a model that has a chat template.",
            "Each line is a message. A line that ends with \\ goes on in the next one; lines between two lines of \"\"\" are one"
                    + " message. The arrow keys bring earlier lines back. Ctrl-C stops an answer; at the prompt, Ctrl-D or"
                    + " two times Ctrl-C leave.",
            "/help, /reset (begin anew), /save FILE (the conversation as JSON), /exit",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain chat --model my-model \\",
            "      --system \"You answer in one sentence.\" --max-tokens 200",
            "  echo \"Who are you?\" | ./spikingbrain chat --model my-model --quiet",
        })
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Option(names = "--system", paramLabel = "TEXT", description = "The system message.")
    private String system;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() throws Exception {
        Console console = output.console();
        Path directory = model.directory();
        GenerationOptions options = sampling.options();
        if (options.logprobs() > 0) {
            throw new InputException("--logprobs: expected 0 in a chat; use generate --json --logprobs");
        }
        try (Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options());
                PrefixCache cache = PrefixCache.open(textModel, cacheOptions());
                ChatSession session = ChatSession.open(textModel, opening(), cache);
                ChatInput input = ChatInput.open()) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            return new ChatLoop(session, options, input, console).run();
        }
    }

    /** A third of what Java may take: the sequence that is being read takes another, twice where it has to grow. */
    private static PrefixCacheOptions cacheOptions() {
        return PrefixCacheOptions.DEFAULT.withBytes(Runtime.getRuntime().maxMemory() / 3);
    }

    private List<ChatMessage> opening() {
        return Optional.ofNullable(system).map(ChatMessage::system).stream().toList();
    }
}
