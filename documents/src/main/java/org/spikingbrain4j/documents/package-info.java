/**
 * Texts of any length and format, read one after the other and piece by piece: what is in memory does not grow with them. {@link
 * org.spikingbrain4j.documents.DocumentReader} is the entry.
 *
 * <p>The name says the format, with or without {@code .gz} behind; capitals do not matter:
 *
 * <ul>
 *   <li>{@code .txt} and all that is not below, pipes and standard input ({@code -}): plain text in UTF-8. A byte order mark is no part of it.
 *       A zero byte or what is no UTF-8 is an error that names the byte.
 *   <li>{@code .jsonl}: a text a line, in the field {@code text} of a JSON object; a line has at most 67 108 864 characters.
 *   <li>{@code .html}, {@code .htm}: the text of a page in the charset that it declares; blocks end with a line feed, cells of a table with a tab. At
 *       most 16 777 216 characters between two elements that close.
 *   <li>{@code .pdf}: the text of all pages, without text recognition. A page has at most 500 000 characters, 5 million operators, and no part
 *       that unpacks to more than 64 MiB; compressed as {@code .pdf.gz} it is copied to a temporary file of at most 1 GiB.
 *   <li>{@code .fasta}, {@code .fa}, {@code .fna}: the letters of each sequence as they are, a text each, without headers and line ends.
 * </ul>
 *
 * <p>A compressed file that unpacks to more than 256 MiB and more than 200 times its size is refused. A file without any text is an error, as is
 * content that contradicts the name: a {@code .gz} that is none, a {@code .txt} that is a PDF.
 */
package org.spikingbrain4j.documents;
