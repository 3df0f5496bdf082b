package org.spikingbrain4j.corpus;

import java.nio.file.Path;

/**
 * One text of a corpus.
 *
 * @param text as it stands in the file, never blank
 * @param line where it begins in the file, from 1
 */
public record Document(String text, Path file, long line) {}
