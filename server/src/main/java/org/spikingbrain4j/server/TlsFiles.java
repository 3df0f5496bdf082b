package org.spikingbrain4j.server;

import java.nio.file.Path;

/**
 * What HTTPS needs, in PEM files.
 *
 * @param certificate the server's own, then those that vouch for it
 * @param key the private key, PKCS#8
 */
public record TlsFiles(Path certificate, Path key) {}
