package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.model.InvalidInputException;

/** HTTPS, with certificates that the JDK's own tool signs. */
class TlsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private static Path folder;

    private static KeyStore own;

    @BeforeAll
    static void makeCertificates() throws IOException, GeneralSecurityException, InterruptedException {
        own = pem("own", "EC");
        pem("other", "EC");
        pem("rsa", "RSA");
    }

    @Test
    void answersOverHttps(@TempDir Path models) throws IOException, GeneralSecurityException, InterruptedException {
        try (RunningServer server = RunningServer.start(
                        models, options -> options.tls(TlsFiles.read(file("own.crt"), file("own.key"))));
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(own)).build()) {
            URI uri = server.server().uri();
            assertThat(uri.getScheme()).isEqualTo("https");
            String body =
                    "{\"model\": \"tiny\", \"prompt\": \"Hi\", \"max_tokens\": 40, \"ignore_eos\": true, \"stream\": true}";
            HttpRequest request = HttpRequest.newBuilder(uri.resolve("/v1/completions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void saysWhichFileIsWrong() throws IOException {
        Path nonsense = Files.writeString(file("nonsense.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        refused(nonsense, file("own.key"), "nonsense.pem: expected a certificate in PEM");
        refused(file("own.key"), file("own.key"), "own.key: expected a certificate in PEM");
        refused(file("missing.crt"), file("own.key"), "missing.crt: expected a certificate");
        refused(file("own.crt"), nonsense, "nonsense.pem: expected a private key in PEM");
        refused(file("own.crt"), file("own.crt"), "own.crt: expected a private key in PEM");
        refused(file("own.crt"), folder, "expected a private key");
        refused(file("own.crt"), file("other.key"), "other.key: expected the private key of the first certificate in");
        refused(file("own.crt"), file("rsa.key"), "rsa.key: expected the private key of the first certificate in");
    }

    private static void refused(Path certificate, Path key, String message) {
        assertThatThrownBy(() -> TlsFiles.read(certificate, key))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    private static Path file(String name) {
        return folder.resolve(name);
    }

    private static SSLContext trusting(KeyStore certificates) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Writes {@code NAME.crt} and {@code NAME.key}; returns what trusts them. */
    private static KeyStore pem(String name, String algorithm)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = file(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        write(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry(name, keys.getCertificate(name));
        return trusted;
    }

    private static void write(String name, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file(name), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
    }
}
