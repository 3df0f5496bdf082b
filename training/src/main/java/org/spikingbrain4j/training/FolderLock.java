package org.spikingbrain4j.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Held by the training that runs in a folder: a second one there would write over its checkpoints. Ends with the process. */
final class FolderLock implements AutoCloseable {
    private static final String NAME = "training.lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
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
            return new FolderLock(channel);
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
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be closed: %s".formatted(NAME, e.getMessage()), e);
        }
    }
}
