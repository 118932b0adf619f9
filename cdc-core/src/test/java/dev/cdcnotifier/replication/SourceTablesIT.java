package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Precondition.State;
import dev.cdcnotifier.inspection.Refusal;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** S22: what the catalog knows of a table and a stream cannot bear is refused before anything is in the slot. */
class SourceTablesIT {

    private static final RequiredColumn ID = new RequiredColumn("id", Set.of(20, 23), false, "bigint");
    private static final RequiredColumn PAYLOAD = new RequiredColumn("payload", Set.of(17), false, "bytea");
    private static final RequiredColumn STATUS = new RequiredColumn("status", Set.of(25), true, "text");

    private static final PublicationSpec SPEC = new PublicationSpec(
            new PublicationName("ns"),
            List.of(new PublicationSpec.Table(new TableName("public", "rows"), false, List.of(ID, PAYLOAD, STATUS))));

    private static final PublicationSpec FULL = new PublicationSpec(
            new PublicationName("ns"),
            List.of(new PublicationSpec.Table(new TableName("public", "rows"), true, List.of(ID))));

    private static final String IDENTITIES =
            "SELECT string_agg(relname || ' ' || relreplident::text, ', ' ORDER BY relname)"
                    + " FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace";

    private static final String WHOLE = "(id bigint PRIMARY KEY, payload bytea, status text)";

    /** A table that cannot be streamed: from which version on and up to which, why, and what is said of it. */
    enum Table {
        VIEW("table_unusable", "is a view", "CREATE TABLE t " + WHOLE, "CREATE VIEW rows AS SELECT * FROM t"),
        MATERIALIZED_VIEW(
                "table_unusable",
                "is a materialized view",
                "CREATE TABLE t " + WHOLE,
                "CREATE MATERIALIZED VIEW rows AS SELECT * FROM t"),
        FOREIGN(
                "table_unusable",
                "is a foreign table",
                "CREATE FOREIGN DATA WRAPPER nothing",
                "CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing",
                "CREATE FOREIGN TABLE rows (id bigint, payload bytea, status text) SERVER nowhere"),
        SEQUENCE("table_unusable", "a sequence", "CREATE SEQUENCE rows"),
        UNLOGGED("table_unusable", "is unlogged", "CREATE UNLOGGED TABLE rows " + WHOLE),
        UNLOGGED_PARTITION(
                "table_unusable",
                "are unlogged or foreign",
                "CREATE TABLE rows " + WHOLE + " PARTITION BY RANGE (id)",
                "CREATE UNLOGGED TABLE part PARTITION OF rows FOR VALUES FROM (1) TO (9)"),
        INHERITED(
                "table_unusable",
                "tables inherit from",
                "CREATE TABLE rows " + WHOLE,
                "CREATE TABLE child () INHERITS (rows)"),
        COLUMN_MISSING(
                "columns_unusable",
                "has no column payload (bytea)",
                "CREATE TABLE rows (id bigint PRIMARY KEY, status text)"),
        TEXT_FOR_BYTEA(
                "columns_unusable",
                "column payload of table public.rows is of type text",
                "CREATE TABLE rows (id bigint PRIMARY KEY, payload text, status text)"),
        DOMAIN_OF_ANOTHER_TYPE(
                "columns_unusable",
                "column id of table public.rows is of type public.name_of_row",
                "CREATE DOMAIN short AS varchar(9)",
                "CREATE DOMAIN name_of_row AS short",
                "CREATE TABLE rows (id name_of_row PRIMARY KEY, payload bytea, status text)"),
        COMPOSITE_FOR_ENUM(
                "columns_unusable",
                "column status of table public.rows is of type public.pair",
                "CREATE TYPE pair AS (a int, b int)",
                "CREATE TABLE rows (id bigint PRIMARY KEY, payload bytea, status pair)"),
        VIRTUAL(
                "columns_unusable",
                "virtual generated column",
                "CREATE TABLE rows (id bigint PRIMARY KEY, payload bytea, raw text,"
                        + " status text GENERATED ALWAYS AS (upper(raw)) VIRTUAL)"),
        STORED(
                "columns_unusable",
                "is a generated column",
                "CREATE TABLE rows (id bigint PRIMARY KEY, payload bytea, raw text,"
                        + " status text GENERATED ALWAYS AS (upper(raw)) STORED)");

        private final String reason;
        private final String message;
        private final String[] made;

        Table(String reason, String message, String... made) {
            this.reason = reason;
            this.message = message;
            this.made = made;
        }

        boolean isOn(int version) {
            return this == VIRTUAL ? version >= 18 : this != STORED || version < 18;
        }
    }

    static Stream<Arguments> tables() {
        return Stream.of(14, 17, 18).flatMap(version -> Stream.of(Table.values())
                .filter(table -> table.isOn(version))
                .map(table -> Arguments.of(version, table)));
    }

    static List<Integer> versions() {
        return PgServer.versions();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void a_table_that_cannot_be_streamed_is_refused_by_check_start_and_guard_alike_and_nothing_is_made(
            int version, Table table) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(table.made);
            ReplicationSettings settings = database.settings(Provision.CREATE, SPEC);
            PreconditionException refused = refusal(source, settings);
            assertThat(refused.reason().code()).isEqualTo(table.reason);
            assertThat(refused).hasMessageContaining(table.message);
            assertThat(new ReplicationSource(source, settings).inspect()).containsAll(refused.problems());
            Precondition checked = checked(source, settings, "tables of ns");
            assertThat(checked.state()).isEqualTo(State.FAILED);
            assertThat(checked.reason()).isEqualTo(table.reason);
            assertThat(checked.meaning()).contains(table.message);
            assertThat(database.query("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                    .isEqualTo("0");
            assertThat(database.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
            if (!refused.sql().isEmpty() && table != Table.DOMAIN_OF_ANOTHER_TYPE) {
                database.paste(refused.sql());
                assertThat(new ReplicationSource(source, settings).prepare().publications())
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_makes_a_table_unusable_under_a_running_stream_is_found_by_the_check(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute("CREATE TABLE rows " + WHOLE);
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, SPEC));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                assertThat(session.backendPid()).isPositive();
                replication.check();
                database.execute("ALTER TABLE rows ALTER COLUMN payload TYPE text USING ''");
                assertThat(found(replication)).containsExactly(Reason.COLUMNS_UNUSABLE);
                database.execute("ALTER TABLE rows DROP COLUMN payload", "ALTER TABLE rows ADD COLUMN payload bytea");
                replication.check();
                database.execute("CREATE TABLE child () INHERITS (rows)");
                assertThat(found(replication)).containsExactly(Reason.TABLE_UNUSABLE);
                database.execute("DROP TABLE child", "ALTER TABLE rows DROP CONSTRAINT rows_pkey");
                assertThat(found(replication)).containsExactly(Reason.REPLICA_IDENTITY);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_domain_is_judged_by_the_type_it_is_based_on(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(
                    "CREATE DOMAIN number AS bigint CHECK (value > 0)",
                    "CREATE DOMAIN small_number AS number",
                    "CREATE TYPE mood AS ENUM ('fine')",
                    "CREATE DOMAIN my_mood AS mood",
                    "CREATE TABLE rows (id small_number PRIMARY KEY, payload bytea, status my_mood)");
            assertThat(new ReplicationSource(source, database.settings(Provision.CREATE, SPEC))
                            .prepare()
                            .publications())
                    .hasSize(1);
        }
    }

    /** Ways to publish a table so that its application cannot update it, and the versions that have them. */
    enum Broken {
        NO_KEY(14, "CREATE TABLE rows (id bigint, payload bytea, status text)", "CREATE PUBLICATION ns FOR TABLE rows"),
        NOTHING(
                14,
                "CREATE TABLE rows " + WHOLE,
                "ALTER TABLE rows REPLICA IDENTITY NOTHING",
                "CREATE PUBLICATION ns FOR TABLE rows"),
        INDEX_DROPPED(
                14,
                "CREATE TABLE rows " + WHOLE,
                "CREATE UNIQUE INDEX other ON rows (id)",
                "ALTER TABLE rows REPLICA IDENTITY USING INDEX other",
                "CREATE PUBLICATION ns FOR TABLE rows",
                "DROP INDEX other"),
        KEY_DEFERRABLE(
                14,
                "CREATE TABLE rows (id bigint PRIMARY KEY DEFERRABLE, payload bytea, status text)",
                "CREATE PUBLICATION ns FOR TABLE rows"),
        ALL_TABLES(
                14,
                "CREATE TABLE rows (id bigint, payload bytea, status text)",
                "CREATE PUBLICATION ns FOR ALL TABLES"),
        SCHEMA(
                15,
                "CREATE TABLE rows (id bigint, payload bytea, status text)",
                "CREATE PUBLICATION ns FOR TABLES IN SCHEMA public"),
        BY_ITS_ROOT(
                14,
                "CREATE TABLE rows (id bigint, payload bytea, status text) PARTITION BY RANGE (id)",
                "CREATE TABLE part PARTITION OF rows FOR VALUES FROM (1) TO (9)",
                "CREATE PUBLICATION ns FOR TABLE rows WITH (publish_via_partition_root)"),
        BY_ANOTHER_PUBLICATION(
                14,
                "CREATE TABLE rows (id bigint, payload bytea, status text)",
                "CREATE PUBLICATION somebodys FOR TABLE rows WITH (publish = 'update')"),
        COLUMN_LIST_OF_ANOTHER(
                15,
                "CREATE TABLE rows " + WHOLE,
                "CREATE PUBLICATION somebodys FOR TABLE rows (payload)",
                "CREATE PUBLICATION ns FOR TABLE rows"),
        FILTER_OF_ANOTHER(
                15,
                "CREATE TABLE rows " + WHOLE,
                "CREATE PUBLICATION somebodys FOR TABLE rows WHERE (status = 'x')",
                "CREATE PUBLICATION ns FOR TABLE rows");

        private final int since;
        private final String[] made;

        Broken(int since, String... made) {
            this.since = since;
            this.made = made;
        }
    }

    static Stream<Arguments> broken() {
        return PgServer.versions().stream().flatMap(version -> Stream.of(Broken.values())
                .filter(broken -> version >= broken.since)
                .map(broken -> Arguments.of(version, broken)));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void when_the_applications_own_updates_fail_check_start_and_guard_say_so_and_their_sql_ends_it(
            int version, Broken broken) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(broken.made);
            assertThat(updateFails(database))
                    .as("PostgreSQL refuses the update")
                    .isTrue();
            ReplicationSettings settings = database.settings(Provision.CREATE, SPEC);
            PreconditionException refused = refusal(source, settings);
            assertThat(refused.reason()).isEqualTo(Reason.REPLICA_IDENTITY);
            Precondition checked = checked(source, settings, "replica identity of ns");
            assertThat(checked.state()).isEqualTo(State.FAILED);
            assertThat(checked.reason()).isEqualTo("replica_identity");
            database.paste(refused.problems().get(0).sql());
            assertThat(updateFails(database))
                    .as("after the SQL that was printed")
                    .isFalse();
            assertThat(new ReplicationSource(source, settings).prepare().publications())
                    .hasSize(1);
            assertThat(updateFails(database)).as("when it is streamed").isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void the_whole_row_as_identity_is_not_set_while_another_publications_column_list_would_break_updates(int version)
            throws Exception {
        if (version < 15) {
            return;
        }
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute("CREATE TABLE rows " + WHOLE, "CREATE PUBLICATION somebodys FOR TABLE rows (id, payload)");
            assertThat(updateFails(database)).isFalse();
            PreconditionException refused = refusal(source, database.settings(Provision.CREATE, FULL));
            assertThat(refused).hasMessageContaining("somebodys").hasMessageContaining("would fail");
            assertThat(updateFails(database)).isFalse();
            database.execute("ALTER TABLE rows REPLICA IDENTITY FULL");
            assertThat(updateFails(database)).as("what was kept from happening").isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void generated_columns_under_full_identity_do_not_break_updates(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute("CREATE TABLE rows (id bigint PRIMARY KEY, status text,"
                    + " loud text GENERATED ALWAYS AS (upper(status)) STORED)");
            new ReplicationSource(source, database.settings(Provision.CREATE, FULL)).prepare();
            assertThat(updateFails(database)).isFalse();
            if (version >= 18) {
                database.execute("ALTER PUBLICATION ns SET (publish_generated_columns = none)");
                assertThat(updateFails(database)).isTrue();
                PreconditionException refused = refusal(source, database.settings(Provision.CREATE, FULL));
                assertThat(refused.reason()).isEqualTo(Reason.REPLICA_IDENTITY);
                database.paste(refused.sql());
                assertThat(updateFails(database)).isFalse();
                database.execute("ALTER TABLE rows ADD COLUMN soft text GENERATED ALWAYS AS (lower(status))");
                assertThat(updateFails(database)).isTrue();
                assertThat(refusal(source, database.settings(Provision.CREATE, FULL)))
                        .hasMessageContaining("virtual generated column");
            }
        }
    }

    @Test
    void a_virtual_column_under_full_identity_is_refused_before_the_publication_is_made() throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(18));
                SourceDatabase source = database.source()) {
            database.execute("CREATE TABLE rows (id bigint PRIMARY KEY, status text,"
                    + " soft text GENERATED ALWAYS AS (lower(status)) VIRTUAL)");
            PreconditionException refused = refusal(source, database.settings(Provision.CREATE, FULL));
            assertThat(refused.reason()).isEqualTo(Reason.REPLICA_IDENTITY);
            assertThat(refused).hasMessageContaining("virtual generated column").hasMessageContaining("would fail");
            assertThat(updateFails(database)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_table_that_is_not_the_streams_and_cannot_be_updated_for_its_publication_is_a_warning(int version)
            throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(
                    "CREATE TABLE rows " + WHOLE,
                    "CREATE TABLE beside (id bigint)",
                    "CREATE PUBLICATION ns FOR ALL TABLES");
            ReplicationSettings settings = database.settings(Provision.CREATE, SPEC);
            Precondition checked = checked(source, settings, "other tables in ns");
            assertThat(checked.state()).isEqualTo(State.WARNING);
            assertThat(checked.meaning()).contains("public.beside");
            new ReplicationSource(source, settings).prepare();
            database.paste(checked.remedies().stream().map(one -> one.text()).toList());
            database.execute("UPDATE beside SET id = 1");
            assertThat(all(source, settings))
                    .hasSizeGreaterThan(9)
                    .extracting(Precondition::name)
                    .doesNotContain("other tables in ns");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_partition_that_is_published_under_its_roots_name_is_refused(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(
                    "CREATE TABLE whole " + WHOLE + " PARTITION BY RANGE (id)",
                    "CREATE TABLE rows PARTITION OF whole FOR VALUES FROM (1) TO (9)",
                    "CREATE PUBLICATION ns FOR ALL TABLES WITH (publish_via_partition_root)");
            PreconditionException refused = refusal(source, database.settings(Provision.CREATE, SPEC));
            assertThat(refused.reason()).isEqualTo(Reason.PUBLICATION_NARROW);
            assertThat(refused).hasMessageContaining("under the name of public.whole");
            database.paste(refused.problems().get(0).sql());
            new ReplicationSource(source, database.settings(Provision.CREATE, SPEC)).prepare();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_partition_that_is_made_under_a_running_stream_gets_the_identity_of_its_table(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(
                    "CREATE TABLE rows (id bigint, status text) PARTITION BY RANGE (id)",
                    "CREATE TABLE part_1 PARTITION OF rows FOR VALUES FROM (1) TO (9)");
            ReplicationSource creating = new ReplicationSource(source, database.settings(Provision.CREATE, FULL));
            try (ReplicationSession session = creating.open(creating.prepare())) {
                assertThat(session.backendPid()).isPositive();
                assertThat(database.query(IDENTITIES)).isEqualTo("part_1 f, rows f");
                database.execute("CREATE TABLE part_2 PARTITION OF rows FOR VALUES FROM (10) TO (19)");
                creating.check();
                assertThat(database.query(IDENTITIES)).isEqualTo("part_1 f, part_2 f, rows f");
                database.execute("CREATE TABLE part_3 PARTITION OF rows FOR VALUES FROM (20) TO (29)");
                PreconditionException verified = catchThrowableOfType(
                        PreconditionException.class,
                        () -> new ReplicationSource(source, database.settings(Provision.VERIFY, FULL)).check());
                assertThat(verified.problems().get(0).reason()).isEqualTo(Reason.REPLICA_IDENTITY);
                database.paste(verified.problems().get(0).sql());
                assertThat(database.query(IDENTITIES)).isEqualTo("part_1 f, part_2 f, part_3 f, rows f");
            }
        }
    }

    private static boolean updateFails(TestDatabase database) {
        SQLException refused = catchThrowableOfType(
                SQLException.class, () -> database.execute("UPDATE rows SET id = id", "DELETE FROM rows"));
        return refused != null;
    }

    private static List<Reason> found(ReplicationSource replication) {
        PreconditionException found = catchThrowableOfType(PreconditionException.class, replication::check);
        return found.problems().stream().map(Problem::reason).toList();
    }

    private static Precondition checked(SourceDatabase source, ReplicationSettings settings, String name) {
        return all(source, settings).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Precondition> all(SourceDatabase source, ReplicationSettings settings) {
        return new SourceInspection(
                        source, settings, e -> new Refusal("unexpected", Arrays.toString(e.getStackTrace())))
                .look()
                .preconditions();
    }
}
