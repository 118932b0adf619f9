package dev.cdcnotifier.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The folder with {@code initdb} and {@code postgres} of a major version, unpacked once per machine user from the
 * archives among our resources ({@code ~/.cache/cdc-testkit}), or given by the environment variable {@value #VARIABLE}.
 * Any thread, any number of JVMs at once.
 */
final class PgBinaries {

    static final String VARIABLE = "CDC_TEST_PG_BIN";

    private static final Map<Integer, Path> UNPACKED = new ConcurrentHashMap<>();

    private PgBinaries() {}

    /** The folder of installed binaries to use in place of ours, or null. */
    static @Nullable Path installed() {
        String folder = System.getenv(VARIABLE);
        return folder == null || folder.isBlank() ? null : Path.of(folder);
    }

    /** The major versions there are. */
    static List<Integer> versions() {
        Path installed = installed();
        return installed == null ? List.of(14, 15, 16, 17, 18) : List.of(majorOf(installed));
    }

    /** The folder of the executables. */
    static Path of(int major) {
        Path installed = installed();
        if (installed == null) {
            return UNPACKED.computeIfAbsent(major, PgBinaries::unpack);
        }
        int there = majorOf(installed);
        if (there != major) {
            throw new TestkitException(
                    VARIABLE + '=' + installed + " is PostgreSQL " + there + ", the test asks for " + major);
        }
        return installed;
    }

    private static int majorOf(Path binaries) {
        Path postgres = binaries.resolve("postgres");
        try {
            Process process = new ProcessBuilder(postgres.toString(), "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Scanner(version).useDelimiter("\\D+").nextInt();
        } catch (IOException | NoSuchElementException e) {
            throw new TestkitException(postgres + " of " + VARIABLE + " does not tell its version", e);
        }
    }

    private static Path unpack(int major) {
        String resource = "/postgres/" + major + "/postgres-linux-" + architecture() + ".txz";
        try {
            Path home = cache().resolve("postgres-" + major + '-' + fingerprint(resource));
            if (!Files.isDirectory(home)) {
                install(resource, home);
            }
            return home.resolve("bin");
        } catch (IOException e) {
            throw new TestkitException("cannot unpack PostgreSQL " + major + " from " + resource, e);
        }
    }

    private static String architecture() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch");
        if (!os.contains("linux")) {
            throw new TestkitException("no PostgreSQL binaries for " + os
                    + " here: install PostgreSQL and name its folder" + " of executables in " + VARIABLE
                    + ", or use a Docker engine with CDC_TEST_BACKEND=docker");
        }
        return cpu.equals("aarch64") ? "arm_64" : "x86_64";
    }

    private static Path cache() throws IOException {
        Path inHome = Path.of(System.getProperty("user.home"), ".cache", "cdc-testkit");
        Files.createDirectories(inHome);
        return inHome;
    }

    // Unpacked beside its final place and moved there whole, so that another JVM never sees half of it.
    private static void install(String resource, Path home) throws IOException {
        Path beside = Files.createTempDirectory(home.getParent(), "unpacking-");
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(resource))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpackEntry(tar, entry, beside);
            }
        }
        try {
            Files.move(beside, home);
        } catch (IOException e) {
            delete(beside);
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        Files.createDirectories(entry.isDirectory() ? target : target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + target + " executable");
            }
        }
    }

    private static String fingerprint(String resource) throws IOException {
        try (DigestInputStream in = new DigestInputStream(open(resource), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = PgBinaries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new TestkitException(
                    "this build of cdc-testkit has no " + resource + " (PostgreSQL 14 to 18 for amd64 are in"
                            + " it): install PostgreSQL and name its folder of executables in " + VARIABLE);
        }
        return in;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
