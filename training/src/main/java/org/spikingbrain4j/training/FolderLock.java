package org.spikingbrain4j.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Held by the training that runs in a folder: a second one there would write over its checkpoints. Ends with the process. */
final class FolderLock implements AutoCloseable {
    private static final String NAME = "training.lock";

    private final Optional<FileChannel> channel;

    private FolderLock(Optional<FileChannel> channel) {
        this.channel = channel;
    }

    /** The same for a folder that need not be there: then nothing is held. */
    static FolderLock takeWhereThere(Path folder) {
        return Files.isDirectory(folder) ? take(folder) : new FolderLock(Optional.empty());
    }

    /**
     * Within one process a second attempt is refused too, but ends the first one's lock for other processes (see {@link FileLock}).
     *
     * @param folder that exists
     * @throws TrainingException where another training runs in it, or it cannot be written to
     */
    static FolderLock take(Path folder) {
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new TrainingException(
                        "%s: another training runs in this folder; wait for its end or give another --out"
                                .formatted(folder));
            }
            return new FolderLock(Optional.of(channel));
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be written: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be closed: %s".formatted(NAME, e.getMessage()), e);
        }
    }
}
