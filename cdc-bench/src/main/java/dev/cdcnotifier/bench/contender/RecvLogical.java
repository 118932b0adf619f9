package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** PostgreSQL's own client, which writes what it receives to {@code /dev/null}: how fast the server can be. */
final class RecvLogical implements Contender {

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path program;

    private RecvLogical(Path program) {
        this.program = program;
    }

    /** The newest one that is installed as Debian does it. */
    static Optional<RecvLogical> newest() {
        return newest(INSTALLED).map(RecvLogical::new);
    }

    /** The program of the greatest version, of folders named by their major version. */
    static Optional<Path> newest(Path versions) {
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(versions)) {
            return folders.filter(folder -> folder.getFileName().toString().matches("\\d+"))
                    .filter(folder -> Files.isExecutable(program(folder)))
                    .max(Comparator.comparingInt(
                            folder -> Integer.parseInt(folder.getFileName().toString())))
                    .map(RecvLogical::program);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + versions, e);
        }
    }

    private static Path program(Path version) {
        return version.resolve("bin").resolve("pg_recvlogical");
    }

    @Override
    public String name() {
        return "pg_recvlogical";
    }

    @Override
    public String about() {
        return "Debian's, to /dev/null, without Kafka; the time of the whole process";
    }

    @Override
    public String version() {
        // .../15/bin/pg_recvlogical
        return "PostgreSQL " + program.getName(program.getNameCount() - 3);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("binary", "true");
    }

    @Override
    public boolean sendsToKafka() {
        return false;
    }

    @Override
    public List<String> command(Job job) {
        return List.of(
                program.toString(),
                "--dbname=host=" + job.host() + " port=" + job.port() + " user=postgres dbname=" + job.database(),
                "--slot=" + job.slot(),
                "--start",
                "--no-loop",
                "--option=proto_version=1",
                "--option=publication_names=\"" + job.publication() + '"',
                "--option=binary=true",
                "--endpos=" + job.endPosition(),
                "--file=/dev/null");
    }
}
