package org.spikingbrain4j.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastaTest {
    @TempDir
    private Path folder;

    @Test
    void sequencesAreTextsWithoutHeadersAndLineEnds() {
        Path file = Texts.write(
                folder.resolve("a.fna"),
                "\n>chr1 a description > here\r\nACGT\r\nacgtN\r\n\n>empty\n>p|2\nMK-*\n;old style\n; a comment\nTT TT\n>\nG");
        assertThat(Texts.read(file))
                .containsExactly(
                        Map.entry(file + ": record chr1", "ACGTacgtN"),
                        Map.entry(file + ": record p|2", "MK-*"),
                        Map.entry(file + ": record old", "TTTT"),
                        Map.entry(file + ": record of line 12", "G"));
    }

    @Test
    void longSequencesComeInPieces() {
        String line = "ACGTNacgtn".repeat(7) + "\n";
        Path file = Texts.write(folder.resolve("a.fasta.gz"), Texts.packed(">x\n" + line.repeat(2000)));
        assertThat(Texts.one(file)).isEqualTo(line.strip().repeat(2000));
    }
}
