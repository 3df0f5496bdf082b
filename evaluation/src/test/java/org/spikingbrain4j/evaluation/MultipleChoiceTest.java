package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.operators.SpikingBrainException;

class MultipleChoiceTest {
    private static final TextCoder CODER = new CharacterCoder();

    @TempDir
    Path directory;

    /** Finds endings as probable as a table says. */
    private record Table(Map<String, Double> logprobs, List<String> read) implements ScoredSequence {
        @Override
        public void read(int[] tokens) {
            read.add(CODER.decode(tokens));
        }

        @Override
        public ScoredSequence copy() {
            throw new UnsupportedOperationException();
        }

        @Override
        public double logprob(int[] tokens) {
            return logprobs.get(CODER.decode(tokens));
        }

        @Override
        public int[] greedy(int count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void countsWhatIsLikeliestAndWhatIsByTheCharacter() {
        // Plain: a short wrong answer wins the first question; by the character the long right one: -6 / 10 > -4 / 2.
        Map<String, Double> logprobs = Map.of(" no", -4.0, " certainly", -6.0, " x", -1.0, " yyyy", -2.0, " zz", -3.0);
        List<String> read = new ArrayList<>();
        List<ChoiceQuestion> questions = List.of(
                new ChoiceQuestion("Really?", List.of("no", "certainly"), 1),
                new ChoiceQuestion("Which", List.of("x", "yyyy", "zz"), 0));

        ChoiceResult result = new MultipleChoice(CODER, _ -> new Table(logprobs, read))
                .measure(questions, _ -> {}, Cancellation.none());

        assertThat(read).containsExactly("Really?", "Which");
        assertThat(result.questions()).isEqualTo(2);
        assertThat(result.accuracy()).isEqualTo(0.5, within(1e-12));
        assertThat(result.normalizedAccuracy()).isEqualTo(0.5, within(1e-12)); // right, then -2/4 beats -1/1
        assertThat(result.chance()).isEqualTo((1.0 / 2 + 1.0 / 3) / 2, within(1e-12));
        assertThat(result.standardError()).isEqualTo(0.5, within(1e-12)); // √(¼ / 1)
    }

    /** A tokenizer that joins a blank with the letter behind it, and "e" with "s" across the border. */
    @Test
    void cutsWhereAllHaveTheSameTokens() {
        Endings endings = Endings.of(text -> CODER.encode(text.replace("es", "E")), "the", List.of("se", "n", "s"));

        assertThat(CODER.decode(endings.start())).isEqualTo("th");
        assertThat(endings.rests()).extracting(CODER::decode).containsExactly("Ee", "en", "E");
    }

    @Test
    void anEndingThatTheTokenizerSwallowsKeepsAToken() {
        Endings endings = Endings.of(text -> CODER.encode(text.replace(" ", "")), "ab", List.of(" ", "c"));

        assertThat(CODER.decode(endings.start())).isEqualTo("a");
        assertThat(endings.rests()).extracting(CODER::decode).containsExactly("b", "bc");
    }

    @Test
    void readsBothKindsOfLines() {
        List<ChoiceQuestion> questions = ChoiceFile.read(file("""
                {"question": "The sky is", "choices": ["blue", "tin"], "answer": 0, "id": 7}

                {"ctx": "He", "endings": ["runs", "run"], "label": "1"}
                {"context": "She", "endings": ["run", "runs"], "label": 1}
                """));

        assertThat(questions)
                .containsExactly(
                        new ChoiceQuestion("The sky is", List.of("blue", "tin"), 0),
                        new ChoiceQuestion("He", List.of("runs", "run"), 1),
                        new ChoiceQuestion("She", List.of("run", "runs"), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                         | no sound JSON",
                "[]                                                        | found no question or context or ctx",
                "{'question': 'a', 'answer': 0}                            | found no choices or endings",
                "{'question': 'a', 'choices': ['b', 'c']}                  | found no answer or label",
                "{'question': 'a', 'choices': 'b', 'answer': 0}            | found choices",
                "{'question': 'a', 'choices': ['b', 3], 'answer': 0}       | found 3 for a text",
                "{'question': 'a', 'choices': ['b', 'c'], 'answer': 'b'}   | for the right choice",
                "{'question': 'a', 'choices': ['b', 'c'], 'answer': 2}     | a number from 0 to 1, found 2",
                "{'question': 'a', 'choices': ['b'], 'answer': 0}          | at least 2 choices",
                "{'question': ' ', 'choices': ['b', 'c'], 'answer': 0}     | found a blank one",
            })
    void namesTheLineThatIsNoQuestion(String line, String found) {
        String good = "{\"question\": \"a\", \"choices\": [\"b\", \"c\"], \"answer\": 0}\n";
        assertThatThrownBy(() -> ChoiceFile.read(file(good + line.replace('\'', '"'))))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("f.jsonl: line 2: ")
                .hasMessageContaining(found);
        assertThatThrownBy(() -> ChoiceFile.read(file("\n"))).hasMessageContaining("found no line");
    }

    private Path file(String lines) {
        try {
            return Files.writeString(directory.resolve("f.jsonl"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
