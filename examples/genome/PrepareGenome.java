package examples.genome;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes training text of a genome: its first 80 %, both strands, and what follows to measure on. It is cut into documents of
 * 65,536 letters, since the tokenizer takes some 200 bytes of memory for each letter of a word. Letters that are no A, C, G or T
 * stay as they are: a byte-level vocabulary has them all.
 * {@code java PrepareGenome.java genome.fna.gz FOLDER}
 */
final class PrepareGenome {
    private static final int PIECE = 1 << 16;

    public static void main(String[] arguments) throws IOException {
        String genome = Genome.read(Path.of(arguments[0]));
        Path folder = Path.of(arguments[1]);
        int learned = Genome.learned(genome.length());
        String first = genome.substring(0, learned);
        try (BufferedWriter train = Files.newBufferedWriter(folder.resolve("train.jsonl"))) {
            write(first, train);
            write(Genome.otherStrand(first), train);
        }
        try (BufferedWriter valid = Files.newBufferedWriter(folder.resolve("valid.jsonl"))) {
            write(genome.substring(learned), valid);
        }
        long others = genome.chars()
                .filter(letter -> Genome.BASES.indexOf(letter) < 0)
                .count();
        System.out.printf(
                "%,d letters, %,d of them no A, C, G or T; learned: the first %,d%n", genome.length(), others, learned);
    }

    private static void write(String letters, BufferedWriter lines) throws IOException {
        for (int start = 0; start < letters.length(); start += PIECE) {
            String piece = letters.substring(start, Math.min(start + PIECE, letters.length()));
            lines.write("{\"text\": \"" + piece + "\"}\n");
        }
    }
}
