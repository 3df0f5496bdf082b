package examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A line of the CSV that {@code spikingbrain surprise --out} writes: position, token, text, nats, bits.
 *
 * @param position of the token in the text, from 0
 * @param text of the token, where a line feed is {@code \\n}
 * @param nats -log p(token | all tokens before it)
 */
public record TokenLoss(long position, String text, double nats) {
    private static final String HEADER = "position,token,text,nats,bits";

    /** Reads a file of any length. A token that nothing predicts, as the first, is left out. */
    public static void read(Path csv, Consumer<TokenLoss> action) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(csv)) {
            String header = lines.readLine();
            if (!HEADER.equals(header)) {
                throw new IllegalArgumentException(
                        "%s: expected the columns %s, found %s".formatted(csv, HEADER, header));
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The text is in quotes and may hold commas.
                int position = line.indexOf(',');
                int token = line.indexOf(',', position + 1);
                int bits = line.lastIndexOf(',');
                int nats = line.lastIndexOf(',', bits - 1);
                if (bits > nats + 1) {
                    action.accept(new TokenLoss(
                            Long.parseLong(line.substring(0, position)),
                            line.substring(token + 2, nats - 1),
                            Double.parseDouble(line.substring(nats + 1, bits))));
                }
            }
        }
    }
}
