package org.spikingbrain4j.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who may ask: those with a key, where keys are configured, and web pages of configured origins only. A page of another origin could
 * otherwise use the server behind its reader's back, also one that listens on the loopback address alone: there the name that it was
 * called by must be local too (DNS rebinding).
 */
final class Access implements Filter {
    private static final String BEARER = "bearer ";
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final ApiKeys keys;
    private final Set<String> origins;
    private final boolean localNamesOnly;
    private final Predicate<String> open;

    /** @param open paths that need no key */
    Access(ServerOptions options, Predicate<String> open) {
        this.keys = options.keys();
        this.origins = options.corsOrigins();
        this.open = open;
        this.localNamesOnly = !keys.required() && local(options.host());
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        requireLocalName(request);
        Optional<String> origin = request.headers().first(HeaderNames.ORIGIN);
        origin.ifPresent(from -> admit(from, request, response));
        if (origin.isPresent() && request.prologue().method().equals(Method.OPTIONS)) {
            preflight(request, response);
            return;
        }
        requireKey(request);
        chain.proceed();
    }

    private void requireLocalName(ServerRequest request) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (localNamesOnly && !local(host.replaceFirst(":\\d+$", ""))) {
            throw ApiException.of(
                    403,
                    "foreign_host",
                    "Host: expected localhost or 127.0.0.1; a server without API keys on a loopback address answers to no other name.");
        }
    }

    private void admit(String origin, ServerRequest request, ServerResponse response) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        boolean same = origin.equals("http://" + host) || origin.equals("https://" + host);
        boolean configured = origins.contains("*") || origins.contains(origin);
        if (!same && !configured) {
            throw ApiException.of(
                    403,
                    "foreign_origin",
                    "Origin: pages from there may not use this server (--cors-origin allows them).");
        }
        if (configured) {
            response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origins.contains("*") ? "*" : origin)
                    .header(HeaderNames.VARY, "Origin");
        }
    }

    /** The headers that are asked for are allowed: OpenAI's clients send many of their own. */
    private static void preflight(ServerRequest request, ServerResponse response) {
        String headers = request.headers()
                .first(HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)
                .orElse("Authorization, Content-Type");
        response.status(Status.NO_CONTENT_204)
                .header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE")
                .header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, headers)
                .header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600")
                .send();
    }

    private void requireKey(ServerRequest request) {
        if (!keys.required() || open.test(request.path().path())) {
            return;
        }
        String shown = request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .orElseThrow(() ->
                        ApiException.unauthorized("No API key was given; send one as Authorization: Bearer KEY."));
        if (!shown.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw ApiException.unauthorized("Authorization: expected Bearer KEY.");
        }
        String id = keys.identify(shown.substring(BEARER.length()).strip())
                .orElseThrow(() -> ApiException.unauthorized("The API key is not one of this server's."));
        Exchange.of(request).identified(id);
    }

    private static boolean local(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOCAL_NAMES.contains(name) || name.equals("::1") || name.matches("127(\\.\\d{1,3}){3}");
    }
}
