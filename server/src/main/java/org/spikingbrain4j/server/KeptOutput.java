package org.spikingbrain4j.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file of the server's own: what fails is not the client's doing, and it is told the reason. */
final class KeptOutput extends FilterOutputStream {
    private KeptOutput(OutputStream out) {
        super(out);
    }

    /**
     * @throws ApiException where the file cannot be made; the stream throws it where it cannot be written
     */
    static OutputStream open(Path file) {
        try {
            return new KeptOutput(Files.newOutputStream(file));
        } catch (IOException e) {
            throw cannotKeep(e);
        }
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw cannotKeep(e);
        }
    }

    /** What the system says, without the path. */
    static ApiException cannotKeep(IOException failure) {
        String reason = failure instanceof FileSystemException e
                ? Optional.ofNullable(e.getReason()).orElse(e.getClass().getSimpleName())
                : failure.getMessage();
        return ApiException.unavailable(
                "storage_failed", "The document cannot be kept on this server: %s.".formatted(reason));
    }
}
