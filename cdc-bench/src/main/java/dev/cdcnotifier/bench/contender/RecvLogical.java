package dev.cdcnotifier.bench.contender;

import java.nio.file.Path;
import java.util.List;

/** PostgreSQL's own client, which writes what it receives to {@code /dev/null}: how fast the server can be. */
final class RecvLogical implements Contender {

    private final Path program;

    RecvLogical(Path program) {
        this.program = program;
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
