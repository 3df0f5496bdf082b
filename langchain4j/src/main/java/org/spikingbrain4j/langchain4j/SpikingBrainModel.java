package org.spikingbrain4j.langchain4j;

import java.nio.file.Path;
import java.util.List;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.documents.DocumentReader;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.ChatService;
import org.spikingbrain4j.inference.DocumentTokens;
import org.spikingbrain4j.inference.Scheduler;
import org.spikingbrain4j.inference.SchedulerOptions;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * An open model that chat models and estimators share: their requests run in common passes, and what one has read the others need
 * not read again. Safe for use by several threads.
 */
public final class SpikingBrainModel implements AutoCloseable {
    /** The name under which all requests of LangChain4j wait for a place. */
    static final String CLIENT = "langchain4j";

    private final String name;
    private final Scheduler scheduler;
    private final ChatService chats;
    /** What was opened here, in the order in which it is closed. */
    private final List<Runnable> opened;

    private SpikingBrainModel(String name, Scheduler scheduler, List<Runnable> opened) {
        this.name = name;
        this.scheduler = scheduler;
        this.chats = new ChatService(scheduler);
        this.opened = opened;
    }

    /**
     * Opens a model directory on all processors, under the directory's name. Closing closes all.
     *
     * @throws SpikingBrainException where the directory holds no complete model with a tokenizer
     */
    public static SpikingBrainModel open(Path directory) {
        return open(directory, ModelOptions.DEFAULT);
    }

    /**
     * As {@link #open(Path)}, with spikes or other options of the model.
     *
     * @throws SpikingBrainException where the directory holds no complete model with a tokenizer, or the options ask for spikes that
     *     it cannot have
     */
    public static SpikingBrainModel open(Path directory, ModelOptions options) {
        Backend backend = CpuBackend.create(CpuOptions.builder().build());
        try {
            TextModel model = TextModel.open(directory, backend, options);
            Scheduler scheduler = Scheduler.open(model, SchedulerOptions.DEFAULT);
            String name = directory.toAbsolutePath().normalize().getFileName().toString();
            return new SpikingBrainModel(name, scheduler, List.of(scheduler::close, model::close, backend::close));
        } catch (RuntimeException | Error e) {
            backend.close();
            throw e;
        }
    }

    /**
     * Shares a model that is open. Closing ends the requests and leaves the model to the caller.
     *
     * @param name as responses and listeners will call it
     */
    public static SpikingBrainModel of(TextModel model, String name) {
        Scheduler scheduler = Scheduler.open(model, SchedulerOptions.DEFAULT);
        return new SpikingBrainModel(name, scheduler, List.of(scheduler::close));
    }

    /**
     * Shares a scheduler, for example that of a server in the same process. All stays the caller's; closing does nothing.
     *
     * @param name as responses and listeners will call it
     */
    public static SpikingBrainModel of(Scheduler scheduler, String name) {
        return new SpikingBrainModel(name, scheduler, List.of());
    }

    /** As responses and listeners call it. */
    public String name() {
        return name;
    }

    /** What runs its requests. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /**
     * Reads files or folders once, whatever their length, for {@link SpikingBrainChatRequestParameters#memory}.
     *
     * @return the caller's to close, and to keep with {@link SequenceState#write}
     * @throws SpikingBrainException where a file cannot be read, or a full-attention model was not trained for so many tokens
     */
    public SequenceState read(Path... filesOrFolders) {
        TextModel model = scheduler.model();
        SequenceState state = model.model().newState();
        try (DocumentReader texts = DocumentReader.open(List.of(filesOrFolders))) {
            DocumentTokens tokens = new DocumentTokens(model.tokenizer(), texts);
            if (!scheduler.read(tokens, state, CLIENT, _ -> {}, new Cancellation())) {
                throw Failures.closed();
            }
            return state;
        } catch (RuntimeException | Error e) {
            state.close();
            throw e;
        }
    }

    /**
     * Restores what {@link SequenceState#write} or the command {@code read} has kept.
     *
     * @return the caller's to close
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where the file is no state, is damaged, or belongs to another model
     */
    public SequenceState readState(Path file) {
        return scheduler.model().model().readState(file);
    }

    /** Ends the requests, and closes what was opened here. Closing twice is harmless. */
    @Override
    public void close() {
        opened.forEach(Runnable::run);
    }

    /**
     * Waits for a place and answers.
     *
     * @throws dev.langchain4j.exception.LangChain4jException where the request cannot be answered
     */
    ChatReply answer(ChatRequest request, ChatListener listener, Cancellation cancellation) {
        try {
            return chats.reply(request, listener, cancellation);
        } catch (SpikingBrainException e) {
            throw Failures.of(e);
        }
    }

    /** @throws dev.langchain4j.exception.LangChain4jException where the model has no chat template */
    boolean knowsTools() {
        try {
            return chats.knowsTools();
        } catch (SpikingBrainException e) {
            throw Failures.of(e);
        }
    }
}
