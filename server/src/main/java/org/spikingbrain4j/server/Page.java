package org.spikingbrain4j.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The web page: the files beside this class in the folder {@code page}. It gets everything from here and nothing from elsewhere. */
final class Page implements Handler {
    private static final String FOLDER = "page/";
    private static final Pattern NAME = Pattern.compile("/([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+)");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, Content> files = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(byte[] bytes, String type, String tag) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Method method = request.prologue().method();
        Content content = Optional.of(request.path().path())
                .filter(_ -> method.equals(Method.GET) || method.equals(Method.HEAD))
                .flatMap(this::find)
                .orElseThrow(() -> ApiException.of(404, "not_found", "There is nothing under this path."));
        response.header(HeaderNames.CONTENT_TYPE, content.type())
                .header(HeaderNames.ETAG, content.tag())
                .header(HeaderNames.CACHE_CONTROL, "no-cache")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        boolean known = request.headers()
                .first(HeaderNames.IF_NONE_MATCH)
                .filter(content.tag()::equals)
                .isPresent();
        if (known) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else if (method.equals(Method.HEAD)) {
            response.contentLength(content.bytes().length);
            response.send();
        } else {
            response.send(content.bytes());
        }
    }

    /** Whether a path is one of its files. Nothing in them is secret: a browser must load them before its reader can give a key. */
    boolean has(String path) {
        return find(path).isPresent();
    }

    private Optional<Content> find(String path) {
        Matcher name = NAME.matcher(path.equals("/") ? "/index.html" : path);
        if (!name.matches()) {
            return Optional.empty();
        }
        Optional<Content> content =
                Optional.ofNullable(files.get(name.group(1))).or(() -> load(name.group(1)));
        content.ifPresent(
                found -> files.putIfAbsent(name.group(1), found)); // what is not there is not kept: names have no end
        return content;
    }

    private static Optional<Content> load(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream in = Page.class.getResourceAsStream(FOLDER + name)) {
            if (in == null || type == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            return Optional.of(new Content(bytes, type, tag(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("the page's own file " + name, e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
