package dev.cdcnotifier.chaos.row;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** N12. */
final class CredentialsLost implements Row {

    private static final String ROLE = "chaos_replicator";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "N12";
    }

    @Override
    public String claim() {
        return "the role's password is rotated, then the role is locked; the stream needs an operator, and goes on by"
                + " itself when that is mended";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.sql("CREATE ROLE " + ROLE + " LOGIN REPLICATION PASSWORD 'first'");
        Path authentication = Path.of(rows.ask("SHOW hba_file"));
        String asked = "host all " + ROLE + " 127.0.0.1/32 scram-sha-256\n";
        Files.writeString(
                authentication, asked + Files.readString(authentication), StandardOpenOption.TRUNCATE_EXISTING);
        rows.sql("SELECT pg_reload_conf()");
        rows.stopRunner();
        rows.runner()
                .configure(text -> text.replace(
                        "username = \"postgres\", password = \"unused\"",
                        "username = \"" + ROLE + "\", password = \"first\""));
        rows.runner().start();
        rows.runner().awaitStreaming(PATIENCE);
        rows.saw("streaming as " + rows.ask("SELECT usename FROM pg_stat_replication"));
        lose(rows, "ALTER ROLE " + ROLE + " PASSWORD 'second'", "ALTER ROLE " + ROLE + " PASSWORD 'first'");
        lose(rows, "ALTER ROLE " + ROLE + " NOLOGIN", "ALTER ROLE " + ROLE + " LOGIN");
        RowWorld.require(!rows.log().contains("first"), "the password is in the log");
    }

    private static void lose(RowWorld rows, String breaking, String mending) throws Exception {
        rows.sql(breaking, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + ROLE + '\'');
        rows.expectState("NEEDS_OPERATOR", "postgres_authentication");
        rows.sql(mending);
        rows.within("delivering again", ServerRestarts.BACK, rows.awaitRecovery());
    }
}
