package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.ChatTemplate;
import org.spikingbrain4j.tokenizer.Tokenizer;

/**
 * Finds the assistant's words among the tokens of a conversation, for any chat template: the conversation is rendered up to each of
 * them, with what stands before an answer, and up to its end; both must be how the whole begins. An answer's tokens are its content and
 * the token that ends its turn, not what the template writes between turns.
 */
final class AssistantTokens {
    private static final int NOT_LEARNED = -1;

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final Set<Integer> turnEnds;

    AssistantTokens(Tokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.turnEnds = tokenizer.endOfTurnTokens();
    }

    /**
     * The conversation up to the assistant's last word.
     *
     * @param place file and line, for messages
     * @throws TrainingException where the template writes the beginning of a conversation otherwise than the whole
     * @throws org.spikingbrain4j.tokenizer.ChatTemplateException where the template refuses the conversation
     */
    Conversation of(ChatLine line, String place) {
        Rendering whole = rendering(line, line.messages().size(), false);
        int[] targets = new int[whole.tokens.length];
        Arrays.fill(targets, NOT_LEARNED);
        int last = 0;
        for (int i = 0; i < line.messages().size(); i++) {
            if (line.messages().get(i).role().equals(ChatLine.ASSISTANT)) {
                Rendering prompt = rendering(line, i, true);
                Rendering answered = rendering(line, i + 1, false);
                whole.requireBegins(prompt, i, place);
                whole.requireBegins(answered, i + 1, place);
                // A token across a border is longer in the whole than in its beginning: it is not the answer's.
                int start = prompt.tokens.length;
                int end = turnEnd(whole.tokens, start, whole.common(answered));
                for (int token = Math.max(1, start); token < end; token++) {
                    targets[token - 1] = whole.tokens[token];
                }
                last = Math.max(last, end - 1);
            }
        }
        return new Conversation(Arrays.copyOf(whole.tokens, last), Arrays.copyOf(targets, last));
    }

    /** Behind the last token that ends a turn; where there is none, all is the answer. */
    private int turnEnd(int[] tokens, int start, int end) {
        for (int i = end - 1; i >= start; i--) {
            if (turnEnds.contains(tokens[i])) {
                return i + 1;
            }
        }
        return end;
    }

    private Rendering rendering(ChatLine line, int messages, boolean beforeAnswer) {
        List<ChatMessage> first = new ArrayList<>(line.messages().subList(0, messages));
        String text = template.render(first, line.tools(), beforeAnswer);
        return new Rendering(text, tokenizer.encode(text));
    }

    /** A conversation as text and as tokens. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rendering(String text, int[] tokens) {
        /** Tokens that both begin with. */
        int common(Rendering beginning) {
            int mismatch = Arrays.mismatch(beginning.tokens, tokens);
            return mismatch < 0 ? tokens.length : mismatch;
        }

        /** Only the last token of a beginning may have become longer by the first characters of what follows. */
        void requireBegins(Rendering beginning, int messages, String place) {
            if (!text.startsWith(beginning.text) || common(beginning) < beginning.tokens.length - 1) {
                throw new TrainingException(
                        "%s: the chat template writes the first %d of the messages otherwise when more follow, so that it is unknown which tokens are the assistant's; split the conversation, or use a template that only appends"
                                .formatted(place, messages));
            }
        }
    }
}
