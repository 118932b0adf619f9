package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate authority of a test's own, made by the JDK's {@code keytool}; its files are gone when it is closed or
 * when the JVM ends in whatever way. Not thread-safe.
 */
public final class CertificateAuthority implements AutoCloseable {

    /** A server's certificate, with the authority's after it, and its unencrypted private key (PKCS #8); PEM files. */
    public record Issued(Path certificate, Path key) {}

    private static final Duration KEYTOOL_DEADLINE = Duration.ofMinutes(2);
    // Protects nothing: the folder is the test's own, and keytool insists.
    private static final String STORE_PASSWORD = "changeit";

    private final GuardedProcess scratch = new GuardedProcess("certificates", "KILL");
    private final Path store = scratch.folder().resolve("store.p12");
    private int issued;

    private CertificateAuthority() {}

    /** An authority whose certificate is good for ten years. */
    public static CertificateAuthority create() {
        CertificateAuthority authority = new CertificateAuthority();
        authority.generate(
                "ca",
                "-dname",
                "CN=" + authority.scratch.folder().getFileName(),
                "-ext",
                "bc:critical=ca:true",
                "-validity",
                "3650");
        return authority;
    }

    /** The authority's certificate as a PEM file: what a client trusts. */
    public Path certificate() {
        return write("ca.crt", Stream.of(chain("ca")[0]));
    }

    /** A certificate for these host names and addresses, good for a year from now. */
    public Issued issue(String... hosts) {
        return issue(List.of("-startdate", "-1d", "-validity", "366"), hosts);
    }

    /** A certificate for these host names and addresses that was good until five days ago. */
    public Issued issueExpired(String... hosts) {
        return issue(List.of("-startdate", "-10d", "-validity", "5"), hosts);
    }

    /** Removes all files. */
    @Override
    public void close() {
        scratch.close();
    }

    private Issued issue(List<String> validity, String... hosts) {
        String alias = "server" + ++issued;
        String names = Stream.of(hosts)
                .map(host -> (Character.isDigit(host.charAt(0)) ? "ip:" : "dns:") + host)
                .collect(Collectors.joining(","));
        generate(
                alias,
                Stream.concat(
                                Stream.of("-signer", "ca", "-dname", "CN=" + hosts[0], "-ext", "san=" + names),
                                validity.stream())
                        .toArray(String[]::new));
        return new Issued(write(alias + ".crt", Stream.of(chain(alias))), writeKey(alias));
    }

    private void generate(String alias, String... more) {
        Stream<String> command = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                store.toString());
        int exitCode = scratch.run(Stream.concat(command, Stream.of(more)).toList(), KEYTOOL_DEADLINE);
        if (exitCode != 0) {
            throw new TestkitException("keytool ended with " + exitCode + ": " + scratch.lastOutput());
        }
    }

    private Certificate[] chain(String alias) {
        try {
            return open().getCertificateChain(alias);
        } catch (GeneralSecurityException | IOException e) {
            throw new TestkitException("cannot read " + store, e);
        }
    }

    private Path writeKey(String alias) {
        try {
            byte[] key = open().getKey(alias, STORE_PASSWORD.toCharArray()).getEncoded();
            Path file = Files.writeString(scratch.folder().resolve(alias + ".key"), pem("PRIVATE KEY", key));
            // PostgreSQL refuses a key that others may read.
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (GeneralSecurityException | IOException e) {
            throw new TestkitException("cannot write the key of " + alias, e);
        }
    }

    private Path write(String name, Stream<Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        try {
            for (Certificate certificate : certificates.toList()) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return Files.writeString(scratch.folder().resolve(name), text);
        } catch (GeneralSecurityException | IOException e) {
            throw new TestkitException("cannot write " + name, e);
        }
    }

    private KeyStore open() throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore opened = KeyStore.getInstance("PKCS12");
            opened.load(in, STORE_PASSWORD.toCharArray());
            return opened;
        }
    }

    private static String pem(String kind, byte[] content) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }
}
