package dev.cdcnotifier.testkit;

import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A PostgreSQL server as our child process, on the loopback interface only. */
final class LocalPostmaster implements Postmaster {

    private static final Duration INITDB_DEADLINE = Duration.ofMinutes(2);
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);

    private final Path binaries;
    private final Path data;
    private final int port;
    private final Consumer<String> progress;
    private final GuardedProcess process;

    private LocalPostmaster(PgServer.Builder builder) {
        progress = builder.progress;
        progress.accept("preparing PostgreSQL " + builder.major);
        binaries = PgBinaries.of(builder.major);
        port = builder.port;
        process = new GuardedProcess("pg" + builder.major, "QUIT");
        data = builder.dataDirectory != null
                ? builder.dataDirectory.toAbsolutePath()
                : process.folder().resolve("data");
    }

    /** A server that is initialised (a data directory that has a cluster is used as it is) and accepts connections. */
    static LocalPostmaster start(PgServer.Builder builder) {
        LocalPostmaster postmaster = new LocalPostmaster(builder);
        try {
            if (!Files.exists(postmaster.data.resolve("PG_VERSION"))) {
                postmaster.initialise(builder);
            }
            postmaster.start();
            return postmaster;
        } catch (IOException e) {
            postmaster.close();
            throw new TestkitException("cannot write the configuration of PostgreSQL into " + postmaster.data, e);
        } catch (RuntimeException e) {
            postmaster.close();
            throw e;
        }
    }

    private void initialise(PgServer.Builder builder) throws IOException {
        if (builder.primary != null) {
            progress.accept("copying the primary");
            BaseBackup.copy(builder.primary, data);
            return;
        }
        progress.accept("initialising a data directory");
        List<String> initdb = command("initdb", "--pgdata=" + data, "--username=" + PgServer.SUPERUSER);
        initdb.addAll(List.of("--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"));
        int exitCode = process.run(initdb, INITDB_DEADLINE);
        if (exitCode != 0) {
            throw new TestkitException("initdb ended with " + exitCode + ": " + process.lastOutput() + remedy());
        }
        StringBuilder configuration = new StringBuilder();
        for (Map.Entry<String, String> setting : builder.settings.entrySet()) {
            String quoted = setting.getValue().replace("'", "''");
            configuration.append(setting.getKey()).append(" = '").append(quoted).append("'\n");
        }
        Files.writeString(data.resolve("postgresql.conf"), configuration);
        if (builder.passwordAuthentication) {
            Files.writeString(
                    data.resolve("pg_hba.conf"),
                    """
                    host all %s 127.0.0.1/32 trust
                    %s all all 127.0.0.1/32 scram-sha-256
                    """
                            .formatted(PgServer.SUPERUSER, builder.tls ? "hostssl" : "host"));
        }
    }

    private String remedy() {
        if (!process.lastOutput().contains("unshare")) {
            return "";
        }
        return "\nPostgreSQL refuses to run as root; run by root, the test kit starts it in a user namespace (unshare -U),"
                + " and that is forbidden here. Run as an ordinary user, or allow user namespaces (in a container:"
                + " --security-opt seccomp=unconfined), or use a Docker engine with CDC_TEST_BACKEND=docker. Installed"
                + " binaries can be named with " + PgBinaries.VARIABLE + '.';
    }

    // PostgreSQL refuses to run as root. In a user namespace without a mapping its user number is nobody's, while the
    // files stay the same user's; the exec keeps the process id.
    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public void start() {
        progress.accept("starting PostgreSQL on port " + port);
        process.start(command("postgres", "-D", data.toString(), "-p", Integer.toString(port)));
        Await.until(
                "PostgreSQL to accept connections or to give up",
                START_DEADLINE,
                () -> isReady() || !process.isRunning());
        if (!process.isRunning()) {
            process.awaitExit(Duration.ZERO);
            throw new TestkitException("PostgreSQL did not start: " + process.lastOutput() + remedy());
        }
    }

    // What pg_ctl looks at: the first line is the process id, the eighth the state. No connection, no line in the log.
    private boolean isReady() throws IOException {
        Path file = data.resolve("postmaster.pid");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.size() >= 8
                && lines.get(0).strip().equals(Long.toString(process.pid()))
                && lines.get(7).strip().equals("ready");
    }

    @Override
    public boolean stopFast(Duration atMost) {
        process.signal("INT");
        return process.awaitExit(atMost);
    }

    @Override
    public void kill9() {
        process.kill9();
    }

    @Override
    public boolean isRunning() {
        return process.isRunning();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
