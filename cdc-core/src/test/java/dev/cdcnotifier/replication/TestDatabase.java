package dev.cdcnotifier.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.testkit.PgServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A database of one test on a server that tests share, with the names the test uses in it. */
final class TestDatabase implements AutoCloseable {

    final PgServer server;
    final String name;
    final SlotName slot;

    TestDatabase(PgServer server) throws SQLException {
        this.server = server;
        this.name = server.createDatabase();
        this.slot = new SlotName("slot_" + name);
    }

    PgEndpoint endpoint() {
        return endpoint(PgServer.SUPERUSER, Map.of());
    }

    PgEndpoint endpoint(String role, Map<String, String> properties) {
        return new PgEndpoint(server.host(), server.port(), name, role, new Secret(""), properties);
    }

    SourceDatabase source() {
        return new SourceDatabase(endpoint(), "test");
    }

    /** Through a proxy that listens on this port. */
    SourceDatabase source(int port) {
        PgEndpoint direct = endpoint();
        return new SourceDatabase(
                new PgEndpoint("127.0.0.1", port, name, direct.username(), direct.password(), Map.of()), "test");
    }

    ReplicationSettings settings(Provision provision, PublicationSpec... publications) {
        return ReplicationSettings.of(slot, List.of(publications), provision, provision);
    }

    void execute(String... statements) throws SQLException {
        server.execute(name, statements);
    }

    Connection connect() throws SQLException {
        return server.connect(name);
    }

    /** The first column of the first row as text. */
    String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    String confirmedFlush() throws SQLException {
        return query("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
    }

    void createSlot() throws SQLException {
        execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    /** What a process engine has of a namespace: a table whose old rows matter, and one with a key only. */
    static PublicationSpec namespace(String name) {
        return new PublicationSpec(
                new PublicationName(name),
                List.of(
                        new PublicationSpec.Table(new TableName("public", name + "_processes"), true),
                        new PublicationSpec.Table(new TableName("public", name + "_events"), false)));
    }

    TestDatabase withTables(PublicationSpec spec) throws SQLException {
        for (PublicationSpec.Table table : spec.tables()) {
            execute("CREATE TABLE " + table.name().quoted() + " (id text PRIMARY KEY, detail text)");
        }
        return this;
    }

    /** Runs statements as an operator pastes them: one by one, in one session. */
    void paste(List<String> statements) throws SQLException {
        try (Connection operator = connect();
                Statement statement = operator.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** What a new process is told that must not start. */
    static PreconditionException refusal(SourceDatabase source, ReplicationSettings settings) {
        PreconditionException refused = catchThrowableOfType(
                PreconditionException.class, () -> new ReplicationSource(source, settings).prepare());
        assertThat(refused).isNotNull();
        return refused;
    }

    /** A publication of plain tables in schema public. */
    static PublicationSpec publication(String name, String... tables) {
        return new PublicationSpec(
                new PublicationName(name),
                Arrays.stream(tables)
                        .map(table -> new PublicationSpec.Table(new TableName("public", table), false))
                        .toList());
    }

    @Override
    public void close() throws SQLException {
        server.dropDatabase(name);
    }
}
