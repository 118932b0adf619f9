package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** P14. */
final class ServerStartsSlowly implements Row {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 5;

    @Override
    public String id() {
        return "P14";
    }

    @Override
    public String claim() {
        return "PostgreSQL recovers from a crash and refuses everybody meanwhile; the stream tries again quietly, and is"
                + " back when the server accepts";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        // Recovery has to take long enough to be caught and frozen.
        for (int i = 0; i < 20; i++) {
            rows.sql("SELECT pg_logical_emit_message(false, 'filler', repeat('x', 15000000))");
        }
        rows.world().postgres().kill9();
        long linesBefore = failureLines(rows);
        CompletableFuture<Void> start =
                CompletableFuture.runAsync(() -> rows.world().postgres().restart());
        long recovery = awaitRecoveryProcess(rows);
        signal("STOP", recovery);
        try {
            rows.expectState("RETRY", "postgres_unavailable");
            Await.until("the server to refuse the stream", PATIENCE, () -> rows.runner()
                    .streams()
                    .contains("57P03"));
            rows.awaitAttempts(ATTEMPTS);
            RowWorld.require(!start.isDone(), "the server has started all the same");
            long lines = failureLines(rows) - linesBefore;
            rows.saw(lines + " lines of failure in " + ATTEMPTS + " attempts and more");
            RowWorld.require(lines < ATTEMPTS, lines + " lines of failure in the log");
        } finally {
            signal("CONT", recovery);
            start.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        rows.within("delivering again", ServerRestarts.BACK, rows.awaitRecovery());
    }

    private static long failureLines(RowWorld rows) throws IOException {
        return rows.log().lines().filter(line -> line.contains("stream failed")).count();
    }

    private static long awaitRecoveryProcess(RowWorld rows) {
        long[] found = new long[1];
        Await.until("PostgreSQL's startup process", PATIENCE, () -> {
            Optional<ProcessHandle> process = ProcessHandle.of(
                            rows.world().postgres().pid())
                    .flatMap(postmaster -> postmaster
                            .children()
                            .filter(child -> title(child.pid()).contains("startup"))
                            .findFirst());
            process.ifPresent(child -> found[0] = child.pid());
            return process.isPresent();
        });
        return found[0];
    }

    private static String title(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }
}
