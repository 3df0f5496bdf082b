package org.spikingbrain4j.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.tokenizer.Tokenizer;

class TokenStoreTest {
    private static final int BORDER = 7;
    private static final int SHARD_BYTES = 24;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {100, 1 << 16, 70_000})
    void tokensComeBackAcrossShards(int vocabularySize) {
        int[] first = new Random(vocabularySize).ints(25, 8, vocabularySize).toArray();
        first[3] = vocabularySize - 1;
        Path out = write(vocabularySize, first, new int[0], new int[] {1, BORDER}, new int[] {2});
        int[] all = Arrays.copyOf(first, 31);
        System.arraycopy(new int[] {BORDER, BORDER, 1, BORDER, 2, BORDER}, 0, all, 25, 6);
        try (TokenStore store = TokenStore.open(out)) {
            assertThat(store.tokens()).isEqualTo(31);
            assertThat(store.documents()).isEqualTo(4);
            assertThat(List.of(0, 1, 2, 3)).map(store::documentStart).containsExactly(0L, 26L, 27L, 29L);
            assertThat(store.vocabularySize()).isEqualTo(vocabularySize);
            assertThat(store.borderToken()).isEqualTo(BORDER);
            assertThat(store.tokenizerFingerprint()).isEqualTo("made of nothing");
            assertThat(store.textBytes()).isEqualTo(56);
            for (int from = 0; from <= 31; from++) {
                int[] read = new int[31 - from];
                store.read(from, read);
                assertThat(read).isEqualTo(Arrays.copyOfRange(all, from, 31));
            }
        }
        assertThat(out.resolve("tokens-00002.bin")).exists();
    }

    @Test
    void otherTokensHaveAnotherFingerprint() throws IOException {
        Path out = write(100, new int[] {1, 2, 3});
        String before = fingerprint(out);
        assertThat(fingerprint(out)).isEqualTo(before);
        Path shard = out.resolve("tokens-00000.bin");
        byte[] tokens = Files.readAllBytes(shard);
        tokens[2] ^= 1;
        Files.write(shard, tokens);
        assertThat(fingerprint(out)).isNotEqualTo(before);
    }

    private static String fingerprint(Path folder) {
        try (TokenStore store = TokenStore.open(folder)) {
            return store.fingerprint();
        }
    }

    @Test
    void whatIsOutsideIsRefused() {
        try (TokenStore store = TokenStore.open(write(100, new int[] {1, 2}))) {
            assertThatThrownBy(() -> store.read(1, new int[3])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> store.read(-1, new int[1])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> store.documentStart(1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void idsOutsideTheVocabularyAreNotWritten() {
        Path out = folder.resolve("tokens");
        try (TokenShardWriter writer = TokenShardWriter.create(out, new TokenVocabulary(100, BORDER, "x"), false)) {
            assertThatThrownBy(() -> writer.append(new int[] {1, 100})).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "tokens-00000.bin, expected 24 bytes as index.json says",
        "tokens-00001.bin, expected 6 bytes as index.json says",
        "documents.bin, expected 8 bytes as index.json says",
    })
    void filesOfAnotherSizeAreRefused(String name, String message) throws IOException {
        Path out = write(100, new int[14]);
        byte[] content = Files.readAllBytes(out.resolve(name));
        for (int length : new int[] {content.length - 1, content.length + 1, 0}) {
            Files.write(out.resolve(name), Arrays.copyOf(content, length));
            assertThatThrownBy(() -> TokenStore.open(out))
                    .isInstanceOf(CorpusException.class)
                    .hasMessageContainingAll(name, message);
        }
        Files.delete(out.resolve(name));
        assertThatThrownBy(() -> TokenStore.open(out)).hasMessageContainingAll(name, "no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format_version\" : 1   | format_version\" : 2   | format_version: expected 1, found 2",
                "tokens\" : 15          | tokens\" : 16          | tokens: expected those of the shards, 15, found 16",
                "vocabulary_size\" : 100| vocabulary_size\" : 0  | vocabulary_size: expected 1 to",
                "vocabulary_size\" : 100| vocabulary_size\" : 1e9| vocabulary_size: expected a whole number",
                "border_token\" : 7     | border_token\" : 100   | border_token: expected 0 to 99, found 100",
                "u16                    | i32                    | data_type: expected u16",
                "tokens-00000           | ../../secret           | shards: expected tokens-00000.bin",
                "documents\" : 1        | documents\" : 99       | documents: expected 1 to 15",
                "text_bytes             | bytes                  | text_bytes: expected a whole number",
                "{                      | [                      | no sound JSON",
            })
    void anUnsoundIndexIsRefused(String from, String to, String message) throws IOException {
        Path out = write(100, new int[14]);
        Path index = out.resolve("index.json");
        Files.writeString(index, Files.readString(index).replace(from, to));
        assertThatThrownBy(() -> TokenStore.open(out))
                .isInstanceOf(CorpusException.class)
                .hasMessageContainingAll("index.json", message);
    }

    @Test
    void damagedContentIsFound() throws IOException {
        Path out = write(100, new int[14]);
        Path shard = out.resolve("tokens-00001.bin");
        Files.write(shard, new byte[] {0, 0, 100, 0, 0, 0});
        try (TokenStore store = TokenStore.open(out)) {
            store.read(0, new int[13]);
            assertThatThrownBy(() -> store.read(11, new int[3]))
                    .isInstanceOf(CorpusException.class)
                    .hasMessageContaining("tokens-00001.bin: damaged: token 1 has id 100, expected one below 100");
        }
        Files.write(out.resolve("documents.bin"), new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
        assertThatThrownBy(() -> TokenStore.open(out)).hasMessageContaining("documents.bin: damaged: document 0 of 1");
    }

    @Test
    void aFolderWithoutTokensIsRefused() {
        assertThatThrownBy(() -> TokenStore.open(folder)).hasMessageContaining("it has no index.json");
    }

    @Test
    void textsBecomeDocumentsWithBorders() throws IOException {
        Path text = folder.resolve("texts.jsonl");
        Files.writeString(text, "{\"text\": \"ab ab ab\"}\n{\"text\": \"ba\u00e9<|endoftext|>\"}\n");
        Path tokenizer = folder.resolve("tokenizer");
        Documents documents = Documents.of(List.of(text));
        TrainedTokenizer.write(documents, 260, tokenizer, false, CorpusListener.NONE, CorpusListener.NONE);
        Path out = folder.resolve("tokens");
        TokenShards.Result result = TokenShards.write(documents, tokenizer, out, false, CorpusListener.NONE);
        assertThat(result.totals()).isEqualTo(new TextTotals(2, 24, 25));
        try (TokenStore store = TokenStore.open(out);
                Tokenizer opened = Tokenizer.open(tokenizer)) {
            assertThat(store.tokens()).isEqualTo(result.tokens());
            assertThat(store.borderToken()).isEqualTo(257);
            assertThat(store.vocabularySize()).isEqualTo(260);
            assertThat(store.tokenizerFingerprint()).isEqualTo(TokenizerFingerprint.of(tokenizer));
            int[] all = new int[Math.toIntExact(store.tokens())];
            store.read(0, all);
            assertThat(opened.decode(all, false)).isEqualTo("ab ab ab<|endoftext|>ba\u00e9<|endoftext|>");
        }
        assertThatThrownBy(() -> TokenShards.write(documents, tokenizer, out, false, CorpusListener.NONE))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("--force");
        assertThat(TokenShards.write(documents, tokenizer, out, true, CorpusListener.NONE)
                        .oldFolder())
                .isEmpty();
    }

    @Test
    void nothingIsLeftOfWorkThatEnds() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "ab ab ab");
        Path tokenizer = folder.resolve("tokenizer");
        Documents documents = Documents.of(List.of(text));
        TrainedTokenizer.write(documents, 260, tokenizer, false, CorpusListener.NONE, CorpusListener.NONE);
        CorpusListener ending = (done, total) -> {
            throw new IllegalStateException("enough");
        };
        Path out = folder.resolve("tokens");
        assertThatThrownBy(() -> TokenShards.write(documents, tokenizer, out, false, ending))
                .hasMessage("enough");
        assertThatThrownBy(() -> TrainedTokenizer.write(documents, 260, out, false, CorpusListener.NONE, ending))
                .hasMessage("enough");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("text.txt", "tokenizer");
    }

    private Path write(int vocabularySize, int[]... documents) {
        Path out = folder.resolve("tokens");
        TokenVocabulary vocabulary = new TokenVocabulary(vocabularySize, BORDER, "made of nothing");
        try (TokenShardWriter writer = TokenShardWriter.create(out, vocabulary, false, SHARD_BYTES)) {
            for (int[] document : documents) {
                writer.append(document, 2L * document.length);
            }
            writer.finish();
        }
        return out;
    }
}
