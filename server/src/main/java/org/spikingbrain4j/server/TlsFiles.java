package org.spikingbrain4j.server;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.spikingbrain4j.model.InvalidInputException;

/** What HTTPS needs, read from PEM files. */
public final class TlsFiles {
    private static final byte[] PROBE = {1, 2, 3};

    private final Tls tls;

    private TlsFiles(Tls tls) {
        this.tls = tls;
    }

    /**
     * Reads the files.
     *
     * @param certificate the server's own, then those that vouch for it
     * @param key the private key, PKCS#8
     * @throws InvalidInputException where one cannot be read, or they do not belong together
     */
    public static TlsFiles read(Path certificate, Path key) {
        List<X509Certificate> chain = certificates(certificate);
        PrivateKey privateKey = privateKey(key);
        if (!matches(privateKey, chain.getFirst().getPublicKey())) {
            throw new InvalidInputException("%s: expected the private key of the first certificate in %s, found another"
                    .formatted(key, certificate));
        }
        return new TlsFiles(
                Tls.builder().privateKey(privateKey).privateKeyCertChain(chain).build());
    }

    Tls tls() {
        return tls;
    }

    private static List<X509Certificate> certificates(Path file) {
        String expected = "a certificate in PEM (-----BEGIN CERTIFICATE-----)";
        requireReadable(file, expected);
        List<X509Certificate> chain;
        try {
            chain = Keys.builder()
                    .pem(pem -> pem.certChain(Resource.create(file)))
                    .build()
                    .certChain();
        } catch (RuntimeException e) {
            throw notIn(file, expected);
        }
        if (chain.isEmpty()) {
            throw notIn(file, expected);
        }
        return chain;
    }

    private static PrivateKey privateKey(Path file) {
        String expected = "a private key in PEM, PKCS#8 without a password (-----BEGIN PRIVATE KEY-----)";
        requireReadable(file, expected);
        try {
            return Keys.builder()
                    .pem(pem -> pem.key(Resource.create(file)))
                    .build()
                    .privateKey()
                    .orElseThrow(() -> notIn(file, expected));
        } catch (RuntimeException e) {
            throw notIn(file, expected);
        }
    }

    private static void requireReadable(Path file, String expected) {
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    "%s: expected %s, found no file that can be read".formatted(file, expected));
        }
    }

    /** What the library says of it names its own classes, not what is wrong. */
    private static InvalidInputException notIn(Path file, String expected) {
        return new InvalidInputException("%s: expected %s, found something else".formatted(file, expected));
    }

    private static boolean matches(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
