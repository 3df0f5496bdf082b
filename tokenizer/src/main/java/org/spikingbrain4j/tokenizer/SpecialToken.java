package org.spikingbrain4j.tokenizer;

/** A token with a role, such as the one that ends a text: its text and its id. */
public record SpecialToken(String text, int id) {}
