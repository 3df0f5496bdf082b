package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every broken directory is one line that names the file. */
class TokenizerErrorsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "merges.txt => #version: 0.2\\nh e\\ngarbage => line 3: expected two pieces",
                "merges.txt => h e x => line 1: expected two pieces",
                "merges.txt => q zz => Token `zz` out of vocabulary",
                "vocab.json => {\"a\": 1 => broken JSON",
                "vocab.json => {\"a\": -1} => token 'a': expected an id below",
                "vocab.json => {\"a\": 2000000000} => expected an id below",
                "vocab.json => {\"a\": \"b\"} => expected an id below",
                "vocab.json => [] => expected an object",
                "added_tokens.json => {} x => broken JSON",
                "tokenizer_config.json => {\"tokenizer_class\": \"GPT2Tokenizer\"} => expected Qwen2Tokenizer, found 'GPT2Tokenizer'",
                "tokenizer_config.json => {} => expected Qwen2Tokenizer, found ''",
                "tokenizer_config.json => [] => expected a JSON object",
                "tokenizer_config.json => {\"chat_template\": 3} => chat_template: expected a string or a list",
                "tokenizer_config.json => {\"chat_template\": []} => no template named 'default'",
                "tokenizer_config.json => {\"added_tokens_decoder\": {\"x\": {}}} => expected an id below",
                "tokenizer_config.json => {\"added_tokens_decoder\": {\"5\": {}}} => added token 5 has no content",
                "tokenizer.json => {} => model.vocab: no pieces found",
                "tokenizer.json => [] => expected a JSON object",
                "tokenizer.json => `` => broken JSON",
                "tokenizer.json => {\"model\": {\"vocab\": {\"a\": 0}}, \"decoder\": {\"type\": \"WordPiece\"}} => decoder: expected",
                "tokenizer.json => {\"model\": {\"vocab\": {\"a\": 0}}, \"decoder\": {\"type\": \"ByteLevel\"}} => refuses this tokenizer",
                "tokenizer.json => {\"added_tokens\": [{\"id\": -5}]} => added_tokens: expected an id",
                "tokenizer.json => {\"model\": {\"vocab\": [3]}} => expected [piece, score]",
                "tokenizer.json => {\"model\": {\"vocab\": {\"a\": 0}}, \"decoder\": {\"type\": \"Two\\u000alines\\u2028\"}} => found {type=Two lines }",
                "tokenizer.json => {\"model\": {\"vocab\": {\"a\": 0}}, \"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Precompiled\"}]}} => normalizer: type Precompiled is not supported",
                "tokenizer.json => {\"model\": {\"continuing_subword_prefix\": \"##\"}} => model.continuing_subword_prefix is not supported",
                "tokenizer.json => {\"model\": {\"vocab\": {\"a\": 0}}, \"decoder\": {\"type\": \"Fuse\"}, \"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"<s>\", \"type_id\": 0}}], \"pair\": [], \"special_tokens\": {}}} => post_processor: the token '<s>' of the template is not among",
                "vocab.json => {} => no pieces found",
                "tokenizer_config.json => {\"tokenizer_class\": \"A\\u000aB\"} => found 'A B'",
            })
    void brokenFiles(String file, String content, String message) {
        TinyTokenizers.qwen2Files(directory);
        String text = content == null ? "" : content.replace("\\n", "\n");
        TinyTokenizers.write(directory.resolve(file), text);
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(directory.toString())
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"vocab.json", "merges.txt"})
    void missingFiles(String file) throws IOException {
        TinyTokenizers.qwen2Files(directory);
        Files.delete(directory.resolve(file));
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessage(directory.resolve(file) + ": file is missing");
    }

    /** The library would recurse into it until the JVM is gone. */
    @Test
    void patternsOfEndlessDepth() {
        String pattern = "(".repeat(65) + ")".repeat(65);
        TinyTokenizers.write(directory.resolve("tokenizer.json"), """
                {"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "%s"}},
                 "decoder": {"type": "ByteLevel"}, "model": {"vocab": {"a": 0}}}""".formatted(pattern));
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("pre_tokenizer: more than 64 brackets");
    }

    /** Encoder and decoder, and the model's end token, would mean different tokens by one id. */
    @Test
    void addedTokensWithIdsThatTheLibraryChanges() throws IOException {
        Path file = TinyTokenizers.byteLevelJson(directory).resolve("tokenizer.json");
        Files.writeString(file, Files.readString(file).replace("\"id\": 261", "\"id\": 300"));
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(
                        "added token '<tool>': the files say id 300, the Hugging Face library gives it 261");
    }

    @Test
    void filesThatAreNone() throws IOException {
        Files.createDirectory(directory.resolve("tokenizer.json"));
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageEndingWith("tokenizer.json: expected a file, found a directory or device");
    }

    /** Larger than any tokenizer; a sparse file, so that it takes no space. */
    @Test
    void filesThatAreTooLarge() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("tokenizer.json").toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("expected at most 268435456 bytes, found 3221225472");
    }

    @Test
    void binaryFile() throws IOException {
        Files.write(directory.resolve("tokenizer.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("tokenizer.json: cannot be read as UTF-8 text");
    }

    @Test
    void noTokenizerAndNoDirectory() {
        assertThatThrownBy(() -> Tokenizer.open(directory).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(directory + ": no tokenizer in this directory");
        assertThatThrownBy(() -> Tokenizer.open(directory.resolve("absent")).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("no such directory");
    }
}
