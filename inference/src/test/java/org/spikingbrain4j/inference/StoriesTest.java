package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.model.ContextOverflowException;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

/** A public Transformer of 260000 weights, where the shared folder lies beside the project. */
class StoriesTest {
    private static final String STORIES = "shared/models/stories260K";
    private static final String STORY =
            "Once upon a time, there was a little girl named Lily. She loved to play outside in"
                    + " the park. One day, she saw a big, red ball. She wanted to play with it, but it was too high.";

    private static final Backend BACKEND = new ReferenceBackend();
    private static TextModel model;

    @BeforeAll
    static void open() {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.isDirectory(root.resolve(STORIES))) {
            root = root.getParent();
        }
        assumeTrue(root != null, "skipped: no " + STORIES + " beside the project");
        model = TextModel.open(root.resolve(STORIES), BACKEND, ModelOptions.DEFAULT);
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
        BACKEND.close();
    }

    @Test
    void tellsTheStoryFromAnEmptyPrompt() {
        StringBuilder streamed = new StringBuilder();
        GenerationResult result =
                generate("", GenerationOptions.builder().maxTokens(100).build(), new GenerationListener() {
                    @Override
                    public void onText(String piece) {
                        streamed.append(piece);
                    }
                });

        assertThat(result.text()).startsWith(STORY).isEqualTo(streamed.toString());
        assertThat(result.promptTokens()).isEqualTo(1);
    }

    @Test
    void continuesWithTheSpaceBetweenTheWords() {
        GenerationResult result = generate(
                "Once upon a time, there was a little girl",
                GenerationOptions.builder().maxTokens(20).build(),
                GenerationListener.NONE);

        assertThat(result.text()).startsWith(" named Lily. ");
    }

    @Test
    void endsBeforeAStopString() {
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(100)
                .stop(List.of("park. One", "Lily. He"))
                .build();
        GenerationResult result = generate("", options, GenerationListener.NONE);

        assertThat(result.text()).isEqualTo(STORY.substring(0, STORY.indexOf("park. One")));
        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aSeedRepeatsASampledStory() {
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(30)
                .sampling(SamplingOptions.builder()
                        .temperature(0.8)
                        .topP(0.9)
                        .topK(50)
                        .seed(42)
                        .build())
                .build();
        String first = generate("", options, GenerationListener.NONE).text();

        assertThat(generate("", options, GenerationListener.NONE).text()).isEqualTo(first);
    }

    @Test
    void aPromptBeyondTheContextIsRefusedAndAFullContextEndsTheText() {
        String prompt = "word ".repeat(600);
        assertThatThrownBy(() -> generate(prompt, GenerationOptions.DEFAULT, GenerationListener.NONE))
                .isInstanceOf(ContextOverflowException.class);

        int[] tokens = Arrays.copyOf(model.encodePrompt(prompt), 510);
        try (SequenceState state = model.model().newState()) {
            GenerationResult result = new Generator(model)
                    .generate(state, tokens, GenerationOptions.DEFAULT, GenerationListener.NONE, Cancellation.none());
            assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(result.tokens()).hasSize(3);
        }
    }

    private static GenerationResult generate(String prompt, GenerationOptions options, GenerationListener listener) {
        try (SequenceState state = model.model().newState()) {
            return new Generator(model)
                    .generate(state, model.encodePrompt(prompt), options, listener, Cancellation.none());
        }
    }
}
