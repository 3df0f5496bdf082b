package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Documents into a state file, and questions to it, with the bundled model. */
class ReadAskIT {
    private static final List<String> WORDS =
            List.of("the", "sea", "was", "old", "and", "a", "man", "saw", "it,", "far.");
    private static final long SEED = 11;

    @TempDir
    private Path folder;

    @Test
    void askingLeavesTheFileAsItWas() throws IOException {
        String state = file("one.state");
        JsonNode read = json("read", text("one.txt", 3000), "--state", state, "--json");
        assertThat(read.get("documents").intValue()).isEqualTo(1);
        assertThat(read.get("position")).isEqualTo(read.get("tokens"));
        assertThat(read.get("state_bytes_per_token").longValue()).isZero();
        byte[] before = Files.readAllBytes(Path.of(state));

        Launcher.Result first = ok("ask", "--state", state, "What was it?", "--max-tokens", "8");
        JsonNode second = json(
                "ask", "--state", state, "What was it?", "--max-tokens", "8", "--json", "--save", file("later.state"));

        assertThat(first.out()).isEqualTo(second.get("text").textValue() + "\n");
        assertThat(Path.of(state)).hasBinaryContent(before);
        long answered = read.get("tokens").longValue()
                + second.at("/usage/prompt_tokens").longValue()
                + second.at("/usage/completion_tokens").longValue();
        Launcher.Result later = ok("ask", "--state", file("later.state"), "--plain", " And", "--max-tokens", "3");
        assertThat(later.err()).contains("holds %d tokens".formatted(answered));
    }

    @Test
    void theSizeOfTheFileDoesNotDependOnTheDocument() throws IOException {
        long small = json("read", text("small.txt", 3000), "--state", file("small.state"), "--json")
                .get("bytes")
                .longValue();
        long large = json("read", text("large.txt", 30_000), "--state", file("large.state"), "--json")
                .get("bytes")
                .longValue();
        long half = json("read", text("small.txt", 3000), "--state", file("h"), "--json", "--precision", "bf16")
                .get("bytes")
                .longValue();

        assertThat(large).isBetween(small - 64, small + 64); // the position is written in decimal digits
        assertThat(half).isLessThan(small * 55 / 100);
    }

    @Test
    void whatIsAppendedFollowsWhatWasRead() throws IOException {
        String first = text("first.txt", 3000);
        String second = text("second.txt", 2000);
        JsonNode together = json("read", first, second, "--state", file("together.state"), "--json");
        ok("read", first, "--state", file("parts.state"));
        Launcher.Result parts = Launcher.runWithInput(
                Files.readString(Path.of(second)), "read", "-", "--state", file("parts.state"), "--append", "--json");

        JsonNode appended = new ObjectMapper().readTree(parts.out());
        assertThat(appended.get("token_hash")).isEqualTo(together.get("token_hash"));
        assertThat(appended.get("position")).isEqualTo(together.get("position"));
    }

    @Test
    void anInterruptedReadingGoesOn() throws Exception {
        String text = text("long.txt", 150_000);
        JsonNode whole = json("read", text, "--state", file("whole.state"), "--json");
        String state = file("stopped.state");
        Process process = Launcher.interruptible("read", text, "--state", state, "--chunk-tokens", "16")
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader err =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                lines.add(line);
                if (line.startsWith("reading:")) {
                    Launcher.interrupt(process);
                }
            }
        }
        assertThat(Launcher.exitCode(process)).as(lines.toString()).isEqualTo(130);
        assertThat(lines.getLast()).contains("kept in " + state + ".partial", "--resume");
        assertThat(Path.of(state)).doesNotExist();
        refused("an interrupted reading is kept there", "read", text, "--state", state);
        refused("an interrupted reading in", "ask", "--state", state, "Hm?");
        refused(
                "are not the first ones of these documents",
                "read",
                text("other.txt", 9000),
                "--state",
                state,
                "--resume");

        JsonNode resumed = json("read", text, "--state", state, "--resume", "--json");

        assertThat(resumed.get("position")).isEqualTo(whole.get("position"));
        assertThat(resumed.get("token_hash")).isEqualTo(whole.get("token_hash"));
        assertThat(resumed.get("tokens").longValue())
                .isLessThan(whole.get("tokens").longValue());
        assertThat(Path.of(state + ".partial")).doesNotExist();
    }

    /** Also where layers have two states, pinned keys of sinks, experts, and maybe spikes. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "I8"})
    void mixturesRememberToo(DataType type) throws IOException {
        String model = TinyTextModel.writeMixture(type, folder).toString();
        int[] tokens = new Random(SEED).ints(500, 3, 320).toArray();
        String whole = Files.writeString(folder.resolve("whole.txt"), TinyTextModel.text(tokens))
                .toString();
        String first = Files.writeString(folder.resolve("half.txt"), TinyTextModel.text(Arrays.copyOf(tokens, 256)))
                .toString();
        JsonNode read = json("read", whole, "--state", file("state"), "--model", model, "--json");
        assertThat(read.get("position").longValue()).isGreaterThanOrEqualTo(500);
        assertThat(read.get("state_bytes_per_token").longValue())
                .as("keys and values of the layer with full attention")
                .isEqualTo(2 * 2 * 16 * Float.BYTES);
        assertThat(ok("read", first, "--state", file("half"), "--model", model, "--chunk-tokens", "64")
                        .out())
                .contains("; in memory it grows by 256 B a token");
        String question = TinyTextModel.text(7, 8, 9);
        String[] ask = {"ask", "--model", model, "--max-tokens", "8", "--json", question, "--state"};
        JsonNode answer = json(with(ask, file("state"), "--save", file("later")));

        assertThat(json(with(ask, file("state"))).get("tokens")).isEqualTo(answer.get("tokens"));
        assertThat(json(with(ask, file("state"), "--expert-mib", "1")).get("tokens"))
                .isEqualTo(answer.get("tokens"));
        assertThat(json(with(ask, file("later"))).at("/usage/completion_tokens").intValue())
                .isEqualTo(8);
        assertThat(json(with(ask, file("half"))).at("/usage/completion_tokens").intValue())
                .isEqualTo(8);
        refused("another model", "ask", "--state", file("state"), "Hm?");
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    /** Hours of reading are not lost to a bad byte at the end. */
    @Test
    void aDamagedDocumentKeepsWhatWasReadBefore() throws IOException {
        Path text = Path.of(text("damaged.txt", 80_000));
        Files.write(text, new byte[] {(byte) 0xC3}, StandardOpenOption.APPEND);
        String state = file("damaged.state");

        Launcher.Result result = Launcher.run("read", text.toString(), "--state", state);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: " + text).contains("half a character");
        Files.writeString(
                text, Files.readString(text, StandardCharsets.ISO_8859_1).replace("\u00C3", ""));
        assertThat(json("read", text.toString(), "--state", state, "--resume", "--json")
                        .get("position")
                        .longValue())
                .isPositive();
    }

    @Test
    void aModelThatCanReadNoMoreKeepsWhatWasReadBefore() throws IOException {
        Path model = folder.resolve("model");
        RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.F32, 1).write(model);
        TinyTextModel.writeTokenizer(model, 32);
        int most;
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            most = checkpoint.config().maxPositions();
        }
        Path text = Files.writeString(folder.resolve("long.txt"), TinyTextModel.text(new int[most + 40]));
        String state = file("full.state");

        Launcher.Result result = Launcher.run(
                "read", text.toString(), "--state", state, "--model", model.toString(), "--chunk-tokens", "16");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains("max_position_embeddings");
        assertThat(result.err()).contains("stopped after", "kept in " + state + ".partial");
        assertThat(Path.of(state + ".partial")).isRegularFile();
    }

    @Test
    void whatWouldLoseOrMissAFileIsRefused() throws IOException {
        String text = text("text.txt", 2000);
        String state = file("state");
        ok("read", text, "--state", state);
        refused("exists already", "read", text, "--state", state);
        refused("no such state to --append to", "read", text, "--state", file("absent"), "--append");
        refused("no interrupted reading to --resume", "read", text, "--state", file("absent"), "--resume");
        refused("there is no folder", "read", text, "--state", file("no/folder/state"));
        refused("found a folder", "read", text, "--state", folder.toString(), "--force");
        refused("found a folder", "read", text, "--state", "/");
        refused("there is no folder", "ask", "--state", state, "Hm?", "--save", file("no/folder/state"));
        refused("found a folder", "ask", "--state", state, "Hm?", "--save", folder.toString(), "--force");
        refused("no such file", "read", file("absent.txt"), "--state", file("new"));
        refused("no such state file", "ask", "--state", file("absent"), "Hm?");
        refused("no question", "ask", "--state", state, "");
        refused("exists already", "ask", "--state", state, "Hm?", "--save", state);
        refused("--precision: is about the file to --save", "ask", "--state", state, "Hm?", "--precision", "bf16");
        refused("this model, run otherwise", "ask", "--state", state, "Hm?", "--spiking", "off");
        refused(
                "another model",
                "ask",
                "--state",
                state,
                "Hm?",
                "--model",
                TinyTextModel.write(folder).toString());
        byte[] bytes = Files.readAllBytes(Path.of(state));
        bytes[bytes.length / 2] ^= 4;
        Files.write(Path.of(state), bytes);
        refused("the file is damaged", "ask", "--state", state, "Hm?");
        Files.write(Path.of(state), Arrays.copyOf(bytes, bytes.length / 2));
        refused("read the text again", "ask", "--state", state, "Hm?");
    }

    private static void refused(String reason, String... arguments) {
        Launcher.Result result = Launcher.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(reason);
        assertThat(result.err()).doesNotContain("\tat ");
    }

    private static Launcher.Result ok(String... arguments) {
        Launcher.Result result = Launcher.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private static JsonNode json(String... arguments) throws IOException {
        return new ObjectMapper().readTree(ok(arguments).out());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Random words, the same for the same name. */
    private String text(String name, int characters) throws IOException {
        Random random = new Random(SEED + name.hashCode());
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(12) == 0 ? '\n' : ' ');
        }
        Files.writeString(folder.resolve(name), text);
        return file(name);
    }
}
