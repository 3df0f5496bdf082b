package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.spikingbrain4j.server.ApiKeys;
import org.spikingbrain4j.server.ServerOptions;
import org.spikingbrain4j.server.TlsFiles;
import picocli.CommandLine.Option;

/** Where a server listens, and to whom. */
final class ListenFlags {
    private static final String KEYS = "SPIKINGBRAIN_API_KEYS";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; 0.0.0.0 lets other machines in. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(
            names = "--api-keys",
            paramLabel = "FILE",
            description = "Keys of which a request must show one, one a line; or in the environment as " + KEYS
                    + ", separated by commas. Default: none is asked for.")
    private Path keys;

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "Certificates for HTTPS, PEM.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The private key for HTTPS, PEM, PKCS#8.")
    private Path key;

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            description = "Origin of web pages that may use it, such as https://example.org, or * for all;"
                    + " may be given several times.")
    private List<String> origins = List.of();

    void apply(ServerOptions.Builder options) {
        options.host(host).port(port).corsOrigins(Set.copyOf(origins)).keys(keys());
        if ((certificate == null) != (key == null)) {
            throw new InputException("--tls-certificate and --tls-key: expected both, found one of them");
        }
        if (certificate != null) {
            options.tls(TlsFiles.read(certificate, key));
        }
    }

    private ApiKeys keys() {
        String fromEnvironment = System.getenv(KEYS);
        if (keys != null && fromEnvironment != null) {
            throw new InputException("--api-keys and %s: expected one of them, found both".formatted(KEYS));
        }
        if (keys != null) {
            return ApiKeys.read(keys);
        }
        return fromEnvironment == null
                ? ApiKeys.NONE
                : ApiKeys.of(List.of(fromEnvironment.strip().split("\\s*,\\s*")));
    }
}
