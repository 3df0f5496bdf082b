package examples.genome;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** A genome and what the programs of this example agree on. */
final class Genome {
    static final String BASES = "ACGT";

    private Genome() {}

    /** The letters of all sequences of a FASTA file, as capitals, without their names. */
    static String read(Path fasta) throws IOException {
        StringBuilder letters = new StringBuilder();
        try (InputStream file = Files.newInputStream(fasta);
                InputStream text = fasta.toString().endsWith(".gz") ? new GZIPInputStream(file) : file;
                BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(">") && !line.startsWith(";")) {
                    letters.append(line.strip().toUpperCase(Locale.ROOT));
                }
            }
        }
        return letters.toString();
    }

    /** How many letters are learned: the first 80 %. */
    static int learned(int letters) {
        return (int) (letters * 8L / 10);
    }

    /** The opposite strand in the direction in which it is read. */
    static String otherStrand(String strand) {
        StringBuilder other = new StringBuilder(strand.length());
        for (int i = strand.length() - 1; i >= 0; i--) {
            int base = BASES.indexOf(strand.charAt(i));
            other.append(base < 0 ? strand.charAt(i) : BASES.charAt(3 - base));
        }
        return other.toString();
    }
}
