package dev.cdcnotifier.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceDatabaseIT {

    private static final int ANY = PgServer.versions().get(0);
    private static final Duration SOON = Duration.ofSeconds(60);

    private static String one(Connection connection) throws SQLException {
        try (var row = connection.createStatement().executeQuery("SELECT current_database()")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void a_wrong_password_is_the_servers_answer_at_once_and_tried_once() throws Exception {
        try (PgServer server = PgServer.builder(ANY).passwordAuthentication().start();
                FaultyProxy proxy = FaultyProxy.to(server.host(), server.port())) {
            server.createReplicationRole("cdc", "right");
            PgEndpoint wrong =
                    new PgEndpoint("127.0.0.1", proxy.port(), "postgres", "cdc", new Secret("wr0ng"), Map.of());
            try (SourceDatabase source = new SourceDatabase(wrong, "test")) {
                long start = System.nanoTime();
                assertThatThrownBy(source::connection).isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("28P01");
                    assertThat(e.getMessage()).doesNotContain("wr0ng").doesNotContain("request timed out");
                });
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
                Await.until("no further attempt", SOON, () -> proxy.connections() == 0);
            }
        }
    }

    @Test
    void a_database_that_is_down_is_no_error_before_it_is_asked_and_comes_back() throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(ANY));
                FaultyProxy proxy = FaultyProxy.to(database.server.host(), database.server.port())) {
            proxy.refuse();
            try (SourceDatabase source = database.source(proxy.port())) {
                assertThat(catchThrowableOfType(SQLException.class, source::connection)
                                .getSQLState())
                        .isEqualTo("08001");
                proxy.accept();
                try (Connection connection = source.connection()) {
                    assertThat(one(connection)).isEqualTo(database.name);
                }
                proxy.cutAll();
                Await.until("a connection after the cut", SOON, () -> {
                    try (Connection connection = source.connection()) {
                        return one(connection).equals(database.name);
                    }
                });
            }
        }
    }

    @Test
    void a_database_that_goes_down_later_is_reported_by_its_cause() throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(ANY));
                FaultyProxy proxy = FaultyProxy.to(database.server.host(), database.server.port());
                SourceDatabase source = database.source(proxy.port())) {
            source.connection().close();
            proxy.refuse();
            proxy.cutAll();
            Await.until("the loss to be noticed", SOON, () -> {
                SQLException failure = catchThrowableOfType(SQLException.class, () -> {
                    try (Connection connection = source.connection()) {
                        one(connection);
                    }
                });
                return failure.getSQLState().startsWith("08")
                        && !failure.getMessage().contains("request timed out");
            });
        }
    }

    @Test
    void an_exhausted_pool_says_so() throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(ANY));
                SourceDatabase source = database.source();
                Connection first = source.connection();
                Connection second = source.connection()) {
            assertThat(one(first)).isEqualTo(one(second));
            assertThatThrownBy(source::connection).hasMessageContaining("total=2, active=2");
        }
    }

    @Test
    void a_name_with_a_slash_and_a_literal_ipv6_address_are_reached() throws Exception {
        PgServer server = PgServers.shared(ANY);
        String name = server.createDatabase("a b/c%20ы?" + server.port());
        try (SourceDatabase source = new SourceDatabase(
                new PgEndpoint("::ffff:127.0.0.1", server.port(), name, PgServer.SUPERUSER, new Secret(""), Map.of()),
                "test")) {
            try (Connection connection = source.connection()) {
                assertThat(one(connection)).isEqualTo(name);
            }
        } finally {
            server.dropDatabase(name);
        }
    }

    @Test
    void nothing_is_left_after_close() throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(ANY))) {
            try (SourceDatabase source = database.source()) {
                source.connection().close();
                assertThat(threads(database)).isNotZero();
            }
            Await.until("the threads to end", SOON, () -> threads(database) == 0);
            Await.until("the sessions to end", SOON, () -> "0"
                    .equals(database.query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND application_name = 'test'")));
        }
    }

    private static long threads(TestDatabase database) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(database.name))
                .count();
    }
}
