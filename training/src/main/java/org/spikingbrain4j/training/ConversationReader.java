package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.spikingbrain4j.corpus.CorpusListener;
import org.spikingbrain4j.documents.DocumentException;
import org.spikingbrain4j.documents.TextLines;
import org.spikingbrain4j.tokenizer.ChatTemplateException;

/** Reads files of conversations, a line of JSON each, and cuts those that are too long. */
final class ConversationReader {
    private final AssistantTokens assistant;
    private final int longest;
    private final Consumer<String> notes;
    private final CorpusListener progress;

    /**
     * @param longest tokens of a sequence
     * @param notes told what was cut or left out
     * @param progress told the bytes read of a file
     */
    ConversationReader(AssistantTokens assistant, int longest, Consumer<String> notes, CorpusListener progress) {
        this.assistant = assistant;
        this.longest = longest;
        this.notes = notes;
        this.progress = progress;
    }

    /**
     * @throws TrainingException where a line is no conversation, or none is left
     * @throws DocumentException where the file cannot be read or a line is no JSON
     */
    List<Conversation> read(Path file) {
        Reading reading = new Reading(file);
        try (TextLines lines = TextLines.open(file)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                reading.line(line.get(), lines.place());
                progress.progress(lines.bytesRead(), lines.bytes());
            }
        }
        reading.finish();
        return reading.kept;
    }

    /** One file. */
    private final class Reading {
        private final Path file;
        private final List<Conversation> kept = new ArrayList<>();
        private long read;
        private long cut;
        private long silent;
        private long late;

        Reading(Path file) {
            this.file = file;
        }

        void line(String text, String place) {
            read++;
            Conversation whole = conversation(ChatLine.parse(text, place), place);
            boolean tooLong = whole.tokens().length > longest;
            Conversation fitting = tooLong ? cut(whole) : whole;
            if (!learns(whole)) {
                silent++;
            } else if (!learns(fitting)) {
                late++;
            } else {
                cut += tooLong ? 1 : 0;
                kept.add(fitting);
            }
        }

        private Conversation conversation(ChatLine line, String place) {
            try {
                return assistant.of(line, place);
            } catch (ChatTemplateException e) {
                throw new TrainingException("%s: %s".formatted(place, e.getMessage()), e);
            }
        }

        private Conversation cut(Conversation whole) {
            return new Conversation(Arrays.copyOf(whole.tokens(), longest), Arrays.copyOf(whole.targets(), longest));
        }

        private static boolean learns(Conversation conversation) {
            return Arrays.stream(conversation.targets()).anyMatch(target -> target >= 0);
        }

        void finish() {
            if (read == 0) {
                throw new TrainingException(
                        "%s: holds no conversation; expected a line of JSON with messages for each".formatted(file));
            }
            if (kept.isEmpty()) {
                throw new TrainingException(
                        "%s: nothing to learn: of %d conversations %d have no words of the assistant and %d none within %d tokens; use another file or a larger --sequence-length"
                                .formatted(file, read, silent, late, longest));
            }
            note(silent, "left out, without words of the assistant");
            note(late, "left out, without words of the assistant within %d tokens".formatted(longest));
            note(cut, "cut at %d tokens; a larger --sequence-length keeps them whole".formatted(longest));
        }

        private void note(long count, String what) {
            if (count > 0) {
                notes.accept("%s: %d of %d conversations %s".formatted(file, count, read, what));
            }
        }
    }
}
