package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** What a request brings, read within limits of size and time. */
final class Body {
    private static final int BUFFER = 1 << 16;

    /** Slower clients than this, in bytes per second, hold a connection for nothing. */
    private static final long SLOWEST = 1 << 10;

    private final Json json;
    private final Limits limits;
    private final Timeouts timeouts;

    Body(Limits limits, Timeouts timeouts) {
        this.json = new Json(limits.nesting());
        this.limits = limits;
        this.timeouts = timeouts;
    }

    /** The strict reader of JSON. */
    Json json() {
        return json;
    }

    /**
     * @throws ApiException where it is no JSON object, or larger than allowed
     */
    ObjectNode object(ServerRequest request) {
        String type = request.headers()
                .contentType()
                .map(found -> found.mediaType().text())
                .orElse("nothing");
        if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
            throw ApiException.of(
                    415,
                    "unsupported_media_type",
                    "Content-Type: expected application/json, found %s.".formatted(type));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy(request, limits.bodyBytes(), bytes);
        return json.read(bytes.toByteArray());
    }

    /**
     * Copies a document.
     *
     * @throws ApiException where it is larger than allowed
     */
    void upload(ServerRequest request, OutputStream to) {
        copy(request, limits.uploadBytes(), to);
    }

    /**
     * The bytes of a document as they come.
     *
     * @throws ApiException where it says that it is larger than allowed; the stream throws it where it is
     */
    InputStream upload(ServerRequest request) {
        return open(request, limits.uploadBytes());
    }

    private void copy(ServerRequest request, long most, OutputStream to) {
        try (InputStream in = open(request, most)) {
            byte[] buffer = new byte[BUFFER];
            int read = in.read(buffer);
            while (read >= 0) {
                to.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException e) {
            throw new CloseConnectionException("the body cannot be read or kept", e);
        }
    }

    private InputStream open(ServerRequest request, long most) {
        OptionalLong announced = request.headers().contentLength();
        if (announced.isPresent() && announced.getAsLong() > most) {
            throw tooLarge(most);
        }
        return new Limited(request.content().inputStream(), most);
    }

    private static ApiException tooLarge(long most) {
        return ApiException.of(
                413,
                "request_too_large",
                "The body is larger than the %d bytes that are allowed here.".formatted(most));
    }

    /** Whether a body was sent of which nobody knows how much is left to read. */
    static boolean longUnread(ServerRequest request) {
        OptionalLong length = request.headers().contentLength();
        boolean chunked = request.headers().contains(HeaderNames.TRANSFER_ENCODING);
        return !request.content().consumed() && (chunked || length.orElse(0) > BUFFER);
    }

    /** Ends with the right error where there is more than allowed, or the client stops in the middle. */
    private final class Limited extends InputStream {
        private final InputStream in;
        private final long most;
        private final ClientConnection connection = ClientConnection.current();
        private final long start = System.nanoTime();
        private long taken;

        Limited(InputStream in, long most) {
            this.in = in;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                connection.allowChunk();
                int read = in.read(into, offset, length);
                taken += Math.max(0, read);
                requireWithinLimits();
                return read;
            } catch (IllegalArgumentException e) {
                throw ApiException.invalid(
                        "invalid_chunk", "The body cannot be read: the size of a chunk is no number.");
            } catch (DataReader.InsufficientDataAvailableException e) {
                throw new CloseConnectionException("the client went away within its body", e);
            } catch (CloseConnectionException e) {
                throw ConnectionInput.timedOut(e) ? tooSlow() : e;
            }
        }

        private void requireWithinLimits() {
            if (taken > most) {
                throw tooLarge(most);
            }
            Duration allowed = timeouts.read().plusSeconds(taken / SLOWEST);
            if (System.nanoTime() - start > allowed.toNanos()) {
                throw tooSlow();
            }
        }

        private ApiException tooSlow() {
            return ApiException.of(
                    408, "request_timeout", "The body did not come in time; send it again without pauses.");
        }
    }
}
