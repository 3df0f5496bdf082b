package org.spikingbrain4j.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.fileupload.MultipartStream;
import org.apache.commons.fileupload.ParameterParser;
import org.spikingbrain4j.documents.Format;
import org.spikingbrain4j.model.StatePrecision;

/**
 * A document that a client sends: as the body itself with {@code ?name=}, or as the part {@code file} of a form.
 *
 * @param name the document's own, which says what format it has
 * @param file where it lies now
 */
record Upload(String name, StatePrecision precision, Path file) implements AutoCloseable {
    private static final String FORM = "multipart/form-data";
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^\\s;]{1,70}))");
    private static final Pattern ENDING = Pattern.compile("(\\.[a-z0-9]{1,8})?(\\.gz)?$");
    private static final int LONGEST_NAME = 200;

    /**
     * Receives a document.
     *
     * @throws ApiException where it is too large or cannot be kept, or the form is not as it must be
     */
    static Upload receive(ServerRequest request, Body body, MemoryFolder folder, String id) {
        StatePrecision precision = precision(query(request, "precision"));
        Optional<String> name = query(request, "name");
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            return new Form(request, body, folder, id, name).receive(type, precision);
        }
        String given = cleaned(name.orElseThrow(() -> ApiException.field(
                "name",
                "missing_required_parameter",
                "Missing: the document's name, as ?name=report.pdf; its ending says what format it has.")));
        return write(body.upload(request), folder, id, given, precision);
    }

    @Override
    public void close() {
        delete(file);
    }

    private static Upload write(
            InputStream from, MemoryFolder folder, String id, String name, StatePrecision precision) {
        Path file = folder.upload(id, ending(name));
        try (from;
                OutputStream to = KeptOutput.open(file)) {
            from.transferTo(to);
            return new Upload(name, precision, file);
        } catch (IOException e) {
            delete(file);
            throw new CloseConnectionException("the document cannot be received", e);
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(Upload.class.getName()).log(System.Logger.Level.WARNING, "an upload stays behind", e);
        }
    }

    private static Optional<String> query(ServerRequest request, String name) {
        return request.query().first(name).asOptional().filter(value -> !value.isBlank());
    }

    private static StatePrecision precision(Optional<String> given) {
        return switch (given.orElse("f32")) {
            case "f32" -> StatePrecision.F32;
            case "bf16" -> StatePrecision.BF16;
            default -> throw Fields.invalidValue("precision", "f32 or bf16", given.orElseThrow());
        };
    }

    /** The last part of a path, without what a terminal or a file system would understand. */
    private static String cleaned(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "")
                .strip();
        if (last.isEmpty()) {
            throw Fields.invalidValue("name", "a file name", "nothing");
        }
        return last.length() <= LONGEST_NAME ? last : last.substring(last.length() - LONGEST_NAME);
    }

    /** The ending that says what is in it; a name without a known one is plain text. */
    private static String ending(String name) {
        Matcher found = ENDING.matcher(name.toLowerCase(Locale.ROOT));
        String ending = found.find() ? found.group() : "";
        boolean text = Format.of(Path.of("document" + ending)) == Format.TEXT;
        return text ? (ending.endsWith(".gz") ? ".txt.gz" : ".txt") : ending;
    }

    /** A document as a part of a form. */
    private static final class Form {
        private final ServerRequest request;
        private final Body body;
        private final MemoryFolder folder;
        private final String id;
        private final Optional<String> name;

        Form(ServerRequest request, Body body, MemoryFolder folder, String id, Optional<String> name) {
            this.request = request;
            this.body = body;
            this.folder = folder;
            this.id = id;
            this.name = name;
        }

        Upload receive(String type, StatePrecision precision) {
            Matcher boundary = BOUNDARY.matcher(type);
            if (!boundary.find()) {
                throw malformed("its Content-Type has no boundary");
            }
            String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
            try (InputStream in = body.upload(request)) {
                MultipartStream parts =
                        new MultipartStream(in, text.getBytes(StandardCharsets.ISO_8859_1), 1 << 13, null);
                Upload upload = firstPart(parts, precision);
                in.transferTo(OutputStream.nullOutputStream()); // what follows the last boundary
                return upload;
            } catch (MultipartStream.MalformedStreamException e) {
                throw malformed("it ends early");
            } catch (IOException e) {
                throw new CloseConnectionException("the form cannot be read", e);
            }
        }

        @SuppressWarnings("MustBeClosedChecker") // the caller's
        private Upload firstPart(MultipartStream parts, StatePrecision precision) throws IOException {
            if (!parts.skipPreamble()) {
                throw malformed("it has no parts");
            }
            Map<String, String> disposition = disposition(parts.readHeaders());
            if (!"file".equals(disposition.get("name"))) {
                throw malformed("the first part is not named file");
            }
            String given = name.or(() -> Optional.ofNullable(disposition.get("filename")))
                    .orElseThrow(() -> malformed("the file has no name"));
            Path file = folder.upload(id, ending(cleaned(given)));
            Upload upload = new Upload(cleaned(given), precision, file);
            try (OutputStream out = KeptOutput.open(file)) {
                parts.readBodyData(out);
                if (parts.readBoundary()) {
                    throw malformed("it has other parts than one named file; give name and precision in the query");
                }
                return upload;
            } catch (IOException | RuntimeException e) {
                upload.close();
                throw e;
            }
        }

        private static Map<String, String> disposition(String headers) {
            ParameterParser parser = new ParameterParser();
            parser.setLowerCaseNames(true);
            return headers.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))
                    .findFirst()
                    .map(line -> parser.parse(line.substring(line.indexOf(':') + 1), ';'))
                    .orElse(Map.of());
        }

        private static ApiException malformed(String reason) {
            return ApiException.invalid("invalid_form", "The form cannot be read: %s.".formatted(reason));
        }
    }
}
