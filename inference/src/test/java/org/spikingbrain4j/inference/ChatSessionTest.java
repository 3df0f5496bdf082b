package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.tokenizer.ChatMessage;

class ChatSessionTest {
    private static final GenerationOptions TEN_TOKENS =
            GenerationOptions.builder().maxTokens(10).ignoreEos(true).build();

    @TempDir
    Path directory;

    private final Backend backend = new ReferenceBackend();
    private final Cancellation cancellation = Cancellation.none();
    private TextModel model;
    private ChatSession session;

    @BeforeEach
    void open() throws IOException {
        model = TinyChatModel.open(directory, backend, true);
        session = ChatSession.open(model, List.of(ChatMessage.system("Be brief.")));
    }

    @AfterEach
    void close() {
        session.close();
        model.close();
        backend.close();
    }

    @Test
    void everyReplyIsTheOneToTheWholeConversation() {
        for (String text : List.of("Hello", "Who are you?", "Grüße")) {
            int[] expected = replyFromTheBeginning(text);

            assertThat(reply(text).tokens()).isEqualTo(expected);
        }
        assertThat(session.messages().stream().map(ChatMessage::role))
                .containsExactly("system", "user", "assistant", "user", "assistant", "user", "assistant");
    }

    @Test
    void readsOnlyWhatIsNew() {
        reply("A rather long first message, which need not be read again.");
        GenerationResult second = reply("Hm");

        int whole = prompt(session.messages().subList(0, 4)).length;
        int first = prompt(session.messages().subList(0, 2)).length;
        assertThat(second.promptTokens()).isEqualTo(whole);
        assertThat(second.readTokens()).isLessThanOrEqualTo(whole - first);
    }

    @Test
    void sessionsThatShareACacheShareWhatTheyBeginWith() {
        ChatMessage system = ChatMessage.system("You answer in one sentence, and always in rhymes.");
        try (PrefixCache cache = PrefixCache.open(model, PrefixCacheOptions.DEFAULT);
                ChatSession first = ChatSession.open(model, List.of(system), cache);
                ChatSession second = ChatSession.open(model, List.of(system), cache)) {
            GenerationResult asked = reply(first, "What is the capital of France?");
            GenerationResult askedAgain = reply(second, "What is the capital of France?");
            second.reset();
            GenerationResult askedOtherwise = reply(second, "Who wrote Faust?");

            assertThat(asked.reusedTokens()).isZero();
            assertThat(askedAgain.readTokens()).isZero();
            assertThat(askedAgain.tokens()).isEqualTo(asked.tokens());
            assertThat(askedOtherwise.reusedTokens())
                    .as("the system message with its last token, not the line break behind it")
                    .isEqualTo(
                            model.tokenizer().encode("<|im_start|>system\n" + system.content() + "<|im_end|>").length);
            first.close();
            assertThat(cache.size()).as("stays the caller's").isPositive();
        }
    }

    @Test
    void aCancelledReplyIsKeptAndTheConversationGoesOn() {
        Cancellation afterTwo = new Cancellation();
        List<Integer> tokens = new ArrayList<>();
        GenerationResult cut = session.reply(
                "Hello",
                TEN_TOKENS,
                new GenerationListener() {
                    @Override
                    public void onToken(int token) {
                        tokens.add(token);
                        if (tokens.size() == 2) {
                            afterTwo.cancel();
                        }
                    }
                },
                afterTwo);

        assertThat(cut.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(session.messages().getLast()).isEqualTo(ChatMessage.assistant(cut.text()));
        assertThat(reply("Go on").tokens()).hasSize(10);
    }

    @Test
    void aTurnCancelledBeforeTheFirstTokenNeverHappened() {
        reply("Hello");
        List<ChatMessage> before = session.messages();
        Cancellation atOnce = new Cancellation();
        session.reply(
                "A message that takes more than one chunk to read",
                TEN_TOKENS,
                new GenerationListener() {
                    @Override
                    public void onPrefill(int read, int total) {
                        atOnce.cancel();
                    }
                },
                atOnce);

        assertThat(session.messages()).isEqualTo(before);
        int[] expected = replyFromTheBeginning("Something else");
        assertThat(reply("Something else").tokens()).isEqualTo(expected);
    }

    @Test
    void afterAFailureOfTheListenerTheConversationIsAsBefore() {
        reply("Hello");
        List<ChatMessage> before = session.messages();
        GenerationListener failing = new GenerationListener() {
            @Override
            public void onToken(int token) {
                throw new IllegalStateException("pipe closed");
            }
        };

        assertThatThrownBy(() -> session.reply("Hm", TEN_TOKENS, failing, cancellation))
                .hasMessage("pipe closed");
        assertThat(session.messages()).isEqualTo(before);
        int[] expected = replyFromTheBeginning("Hm");
        assertThat(reply("Hm").tokens()).isEqualTo(expected);
    }

    @Test
    void resetGoesBackToTheOpening() {
        int[] first = reply("Hello").tokens();
        session.reset();

        assertThat(session.messages()).containsExactly(ChatMessage.system("Be brief."));
        assertThat(reply("Hello").tokens()).isEqualTo(first);
    }

    @Test
    void endsAtTheTokenThatEndsATurn() {
        assertThat(model.stopTokens()).contains(TinyChatModel.END_OF_TEXT).doesNotContain(TinyChatModel.END_OF_TURN);
        assertThat(Generator.turnEnds(model)).contains(TinyChatModel.END_OF_TEXT, TinyChatModel.END_OF_TURN);
    }

    @Test
    void refusesAModelWithoutTemplate(@TempDir Path other) throws IOException {
        try (TextModel plain = TinyChatModel.open(other, backend, false)) {
            assertThatThrownBy(() -> ChatSession.open(plain))
                    .isInstanceOf(MissingChatTemplateException.class)
                    .hasMessageContaining("use generate");
        }
    }

    private GenerationResult reply(String text) {
        return reply(session, text);
    }

    private GenerationResult reply(ChatSession to, String text) {
        return to.reply(text, TEN_TOKENS, GenerationListener.NONE, cancellation);
    }

    private int[] replyFromTheBeginning(String text) {
        List<ChatMessage> turn = new ArrayList<>(session.messages());
        turn.add(ChatMessage.user(text));
        try (SequenceState state = model.model().newState()) {
            return new Generator(model)
                    .generate(state, prompt(turn), TEN_TOKENS, GenerationListener.NONE, cancellation)
                    .tokens();
        }
    }

    private int[] prompt(List<ChatMessage> messages) {
        return model.tokenizer()
                .encode(model.tokenizer().chatTemplate().orElseThrow().render(messages, true));
    }
}
