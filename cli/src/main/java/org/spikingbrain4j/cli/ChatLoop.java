package org.spikingbrain4j.cli;

import java.io.IOException;
import java.util.Optional;
import org.jline.reader.UserInterruptException;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.ChatSession;
import org.spikingbrain4j.inference.FinishReason;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.GenerationResult;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Reads messages and commands, and answers, until the user leaves. */
final class ChatLoop {
    private static final String HELP = """
            /help       this list
            /reset      begin a new conversation
            /save FILE  write the conversation as JSON: {"messages": [{"role", "content"}, ...]}
            /exit       leave, like Ctrl-D
            A line that ends with \\ goes on in the next one; lines between two lines of \""" are one message.
            Ctrl-C stops an answer.""";

    private final ChatSession session;
    private final GenerationOptions options;
    private final ChatInput input;
    private final Console console;
    private final ChatMessageReader messages;

    ChatLoop(ChatSession session, GenerationOptions options, ChatInput input, Console console) {
        this.session = session;
        this.options = options;
        this.input = input;
        this.console = console;
        this.messages = new ChatMessageReader(input);
    }

    /** Returns the exit code. */
    int run() throws IOException {
        boolean interrupted = false;
        while (true) {
            try {
                Optional<String> message = messages.next();
                interrupted = false;
                if (message.isEmpty() || message.get().equals("/exit")) {
                    return ExitCode.OK;
                }
                if (!take(message.get())) {
                    return ExitCode.INTERRUPTED;
                }
            } catch (UserInterruptException e) {
                if (interrupted) {
                    return ExitCode.INTERRUPTED;
                }
                interrupted = true;
                console.note("Ctrl-C again, Ctrl-D or /exit leaves");
            }
        }
    }

    /** Returns whether the conversation goes on: an interrupted answer ends it where nobody is at the prompt. */
    private boolean take(String message) {
        try {
            if (message.isEmpty()) {
                return true;
            }
            if (message.startsWith("/")) {
                command(message);
                return true;
            }
            return reply(message) || input.interactive();
        } catch (SpikingBrainException e) {
            if (!input.interactive()) {
                throw e;
            }
            console.err().println("error: " + e.getMessage());
            return true;
        }
    }

    private void command(String line) {
        String[] words = line.split("\\s+", 2);
        switch (words[0]) {
            case "/help" -> console.err().println(HELP);
            case "/reset" -> {
                session.reset();
                console.note("new conversation");
            }
            case "/save" -> save(words);
            default -> throw new InputException(words[0] + ": no such command; /help lists them");
        }
    }

    private void save(String[] words) {
        if (words.length < 2) {
            throw new InputException("/save: expected the name of a file");
        }
        ConversationFile.write(words[1].strip(), session.messages());
        console.note(Quantity.plural(session.messages().size(), "message") + " saved to " + words[1].strip());
    }

    /** Returns whether the answer ended by itself. */
    private boolean reply(String message) {
        Cancellation cancellation = new Cancellation();
        try (Interrupt _ = Interrupt.stopping(cancellation::cancel);
                Progress progress = new Progress(console, "reading", "tokens")) {
            GenerationResult result = session.reply(message, options, new Streaming(console, progress), cancellation);
            console.print("\n");
            console.note(GenerationReport.summary(result));
            return result.finishReason() != FinishReason.CANCELLED;
        }
    }
}
