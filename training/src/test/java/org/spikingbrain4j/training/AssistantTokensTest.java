package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.corpus.Documents;
import org.spikingbrain4j.corpus.TrainedTokenizer;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.Tokenizer;

class AssistantTokensTest {
    private static final String PLACE = "chats.jsonl: line 7";

    @TempDir
    private Path folder;

    static List<Arguments> templates() {
        return List.of(
                Arguments.of(TinyChatFolder.CHAT_ML, "%s<|im_end|>"),
                Arguments.of(TinyChatFolder.INSTRUCTION, " %s <|endoftext|>"),
                Arguments.of(TinyChatFolder.LINES, "%s\n"));
    }

    /** What is learned is every answer with its end, in order, and not a token more. */
    @ParameterizedTest
    @MethodSource("templates")
    void onlyAnswersAndTheirEndsAreLearned(String template, String answer) {
        TinyChatFolder.write(folder, template);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            AssistantTokens assistant = assistant(tokenizer);
            for (int i = 0; i < 20; i++) {
                List<ChatMessage> messages = messages(random);
                Conversation conversation = assistant.of(new ChatLine(messages, List.of()), PLACE);
                StringBuilder expected = new StringBuilder();
                messages.stream()
                        .filter(message -> message.role().equals("assistant"))
                        .forEach(message -> expected.append(answer.formatted(message.content())));
                assertThat(learned(tokenizer, conversation))
                        .as("seed %d, conversation %d", seed, i)
                        .isEqualTo(expected.toString());
                requireTargetsFollow(conversation);
            }
        }
    }

    @Test
    void aTokenAcrossTheBorderBelongsToTheHeader() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "a\n\nb\n\n".repeat(50));
        Path trained = folder.resolve("tokenizer");
        TrainedTokenizer.write(Documents.of(List.of(text)), 260, trained, false, (_, _) -> {}, (_, _) -> {});
        try (Tokenizer tokenizer = Tokenizer.open(trained)) {
            assertThat(tokenizer.encode("\n\n")).hasSize(1);
            List<ChatMessage> messages = List.of(ChatMessage.user("Hm?"), ChatMessage.assistant("\nYes"));
            Conversation conversation = assistant(tokenizer).of(new ChatLine(messages, List.of()), PLACE);
            assertThat(learned(tokenizer, conversation)).isEqualTo("Yes<|im_end|>");
        }
    }

    @Test
    void nothingBehindTheLastAnswerIsRead() {
        TinyChatFolder.write(folder, TinyChatFolder.CHAT_ML);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            List<ChatMessage> messages =
                    List.of(ChatMessage.user("a"), ChatMessage.assistant("b"), ChatMessage.user("never answered"));
            Conversation conversation = assistant(tokenizer).of(new ChatLine(messages, List.of()), PLACE);
            assertThat(conversation.targets()[conversation.targets().length - 1])
                    .isEqualTo(TinyChatFolder.END_OF_TURN);
            assertThat(tokenizer.decode(conversation.tokens(), false)).doesNotContain("never");
        }
    }

    @Test
    void aTemplateThatDoesNotAppendIsRefusedWithTheLine() {
        TinyChatFolder.write(folder, TinyChatFolder.FORGETFUL);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            List<ChatMessage> messages = List.of(
                    ChatMessage.user("a"),
                    ChatMessage.assistant("b"),
                    ChatMessage.user("c"),
                    ChatMessage.assistant("d"));
            assertThatThrownBy(() -> assistant(tokenizer).of(new ChatLine(messages, List.of()), PLACE))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining(PLACE)
                    .hasMessageContaining("the first 2 of the messages otherwise when more follow");
        }
    }

    private static AssistantTokens assistant(Tokenizer tokenizer) {
        return new AssistantTokens(tokenizer, tokenizer.chatTemplate().orElseThrow());
    }

    private static List<ChatMessage> messages(Random random) {
        List<ChatMessage> messages = new ArrayList<>();
        if (random.nextBoolean()) {
            messages.add(ChatMessage.system(words(random)));
        }
        for (int turn = 0; turn <= random.nextInt(4); turn++) {
            messages.add(ChatMessage.user(words(random)));
            messages.add(ChatMessage.assistant(words(random)));
        }
        return messages;
    }

    /** Also what looks like a header, and line ends at the border. */
    private static String words(Random random) {
        List<String> words = List.of("yes", " no", "\n", "assistant: ", "Größe", "猫", "[INST] ", "user", "");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < random.nextInt(6); i++) {
            text.append(words.get(random.nextInt(words.size())));
        }
        return text.toString();
    }

    private static String learned(Tokenizer tokenizer, Conversation conversation) {
        int[] learned = Arrays.stream(conversation.targets())
                .filter(target -> target >= 0)
                .toArray();
        return tokenizer.decode(learned, false);
    }

    private static void requireTargetsFollow(Conversation conversation) {
        int[] tokens = conversation.tokens();
        for (int i = 0; i + 1 < tokens.length; i++) {
            if (conversation.targets()[i] >= 0) {
                assertThat(conversation.targets()[i]).isEqualTo(tokens[i + 1]);
            }
        }
    }
}
