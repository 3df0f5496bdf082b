package org.spikingbrain4j.corpus;

/**
 * One text of a corpus.
 *
 * @param text as it stands in the file, never blank
 * @param name the file, and what within it
 */
public record Document(String text, String name) {}
