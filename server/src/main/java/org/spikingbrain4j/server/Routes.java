package org.spikingbrain4j.server;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which handler answers which path; others are told so in OpenAI's shape. */
final class Routes {
    private final HttpRouting.Builder routing;
    private final Observed observed;
    private final Map<String, Set<String>> methods = new LinkedHashMap<>();

    Routes(HttpRouting.Builder routing, Observed observed) {
        this.routing = routing;
        this.observed = observed;
    }

    /** @param query fields that its query may have */
    Routes get(String path, Handler handler, String... query) {
        return add(Method.GET, path, handler, Set.of(query));
    }

    /** @param query fields that its query may have */
    Routes post(String path, Handler handler, String... query) {
        return add(Method.POST, path, handler, Set.of(query));
    }

    Routes delete(String path, Handler handler) {
        return add(Method.DELETE, path, handler, Set.of());
    }

    /** Answers that there is no such method for the paths that are known, and lets another handler answer the rest. */
    void finish(Handler others) {
        methods.forEach((path, known) -> routing.any(path, (request, _) -> {
            Exchange.of(request).route(path);
            throw ApiException.of(
                    405,
                    "method_not_allowed",
                    "%s is not possible here; this path knows %s."
                            .formatted(request.prologue().method().text(), String.join(" and ", known)));
        }));
        routing.any(others);
    }

    private Routes add(Method method, String path, Handler handler, Set<String> query) {
        methods.computeIfAbsent(path, _ -> new TreeSet<>()).add(method.text());
        routing.route(method, path, (request, response) -> {
            Exchange.of(request).route(path);
            if (observed.refusing() && !path.equals("/health")) {
                throw ApiException.unavailable("shutting_down", "The server is shutting down; ask again later.");
            }
            requireKnown(request.query(), query);
            handler.handle(request, response);
        });
        return this;
    }

    private static void requireKnown(UriQuery query, Set<String> known) {
        for (String name : query.names()) {
            String shown = Fields.shown(name);
            if (!known.contains(name)) {
                throw ApiException.field(
                        shown, "unknown_parameter", "Unknown field of the query: %s; leave it out.".formatted(shown));
            }
            if (query.all(name).size() > 1) {
                throw Fields.invalidValue(shown, "one value", query.all(name).size());
            }
        }
    }
}
