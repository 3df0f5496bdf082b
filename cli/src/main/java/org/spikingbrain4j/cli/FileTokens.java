package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.inference.TokenSource;

/** The tokens of files, one behind the other as one text; one whole file is in memory at a time. */
final class FileTokens implements TokenSource {
    private final TextModel model;
    private final List<Path> files;
    private int opened;
    private int[] tokens = new int[0];
    private int given;

    FileTokens(TextModel model, List<Path> files) {
        this.model = model;
        this.files = files;
    }

    @Override
    public int[] next(int most) {
        int[] piece = new int[most];
        int filled = 0;
        while (filled < most && hasMore()) {
            int count = Math.min(most - filled, tokens.length - given);
            System.arraycopy(tokens, given, piece, filled, count);
            given += count;
            filled += count;
        }
        return Arrays.copyOf(piece, filled);
    }

    /** Which part is read, 0 to 1. */
    OptionalDouble share() {
        if (opened == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((opened - 1 + (double) given / Math.max(1, tokens.length)) / files.size());
    }

    private boolean hasMore() {
        while (given == tokens.length && opened < files.size()) {
            String text = TextFiles.read(files.get(opened));
            tokens = model.tokenizer().encode(text, opened == 0);
            given = 0;
            opened++;
        }
        return given < tokens.length;
    }
}
