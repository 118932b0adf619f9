package dev.cdcnotifier.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Type;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of every type that is read, sent by a real slot in text and in binary. */
class ColumnValuesIT {

    /** Text forms that differ from session to session and have to read alike. */
    private static final List<String> SESSIONS = List.of(
            "SET bytea_output = 'hex'; SET TimeZone = 'UTC'",
            "SET bytea_output = 'escape'; SET TimeZone = 'Asia/Kathmandu'",
            "SET extra_float_digits = 3; SET TimeZone = 'America/St_Johns'");

    static List<Integer> versions() {
        return PgServer.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void every_type_gives_the_same_value_in_text_and_in_binary(int version) throws Exception {
        PgServer server = PgServers.shared(version);
        String database = server.createDatabase();
        List<TypedValues> cases = TypedValues.on(version);
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            create(statement, cases);
            Map<String, List<String>> binary = read(statement, cases, true);
            for (TypedValues values : cases) {
                assertThat(binary.get(values.table()))
                        .as("%s of PostgreSQL %d in binary", values.sqlType(), version)
                        .isEqualTo(values.expected());
            }
            for (String session : SESSIONS) {
                statement.execute(session);
                assertThat(read(statement, cases, false))
                        .as("text of PostgreSQL %d under %s", version, session)
                        .isEqualTo(binary);
            }
            statement.execute("SELECT pg_drop_replication_slot('" + database + "')");
        }
    }

    private static void create(Statement statement, List<TypedValues> cases) throws SQLException {
        statement.execute("CREATE TYPE mood AS ENUM ('happy', 'sehr fröhlich', 'a,\"b\\')");
        statement.execute("CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
        statement.execute("CREATE DOMAIN label AS varchar(20)");
        statement.execute("CREATE PUBLICATION everything FOR ALL TABLES");
        for (TypedValues values : cases) {
            statement.execute(
                    "CREATE TABLE " + values.table() + " (id serial PRIMARY KEY, v " + values.sqlType() + ")");
        }
        statement.execute("SELECT pg_create_logical_replication_slot(current_database(), 'pgoutput')");
        for (TypedValues values : cases) {
            for (String literal : values.literals()) {
                statement.execute("INSERT INTO " + values.table() + " (v) VALUES (" + literal + ")");
            }
        }
    }

    /** What the readers make of the slot's rows, by table; nothing is consumed. */
    private static Map<String, List<String>> read(Statement statement, List<TypedValues> cases, boolean binary)
            throws SQLException {
        Reading reading = new Reading(cases);
        Relations relations = new Relations(reading);
        try (ResultSet rows = statement.executeQuery(
                "SELECT data FROM pg_logical_slot_peek_binary_changes(current_database(), NULL, NULL, 'proto_version', '1',"
                        + " 'publication_names', 'everything', 'binary', '" + binary + "')")) {
            while (rows.next()) {
                PgOutputMessage message = PgOutputDecoder.decode(ByteBuffer.wrap(rows.getBytes(1)));
                if (message instanceof Type type) {
                    relations.described(type);
                } else if (message instanceof Relation relation) {
                    relations.described(relation);
                } else if (message instanceof Begin begin) {
                    reading.transaction = begin;
                } else if (message instanceof Insert insert) {
                    reading.read(relations.get(insert.relationId()).relation(), insert);
                }
            }
        }
        return reading.values;
    }

    private static final class Reading implements ChangeMapper {

        private final Map<String, TypedValues> cases = new LinkedHashMap<>();
        private final Map<Relation, Function<RowChange, String>> readers = new LinkedHashMap<>();
        private final Map<String, List<String>> values = new LinkedHashMap<>();
        private Begin transaction;

        Reading(List<TypedValues> all) {
            all.forEach(one -> cases.put(one.table(), one));
        }

        @Override
        public Set<Destination> destinations() {
            return Set.of();
        }

        @Override
        public RowMapper bind(Relation relation) {
            readers.put(relation, cases.get(relation.table()).reader().apply(TableColumns.of(relation)));
            return new RowMapper() {
                @Override
                public void map(RowChange change, Outbox outbox) {}

                @Override
                public Map<String, String> identify(RowChange change) {
                    return Map.of();
                }
            };
        }

        void read(Relation relation, Insert insert) {
            RowChange change =
                    new RowChange(RowChange.Operation.INSERT, transaction, 1, relation, null, false, insert.newTuple());
            values.computeIfAbsent(relation.table(), table -> new ArrayList<>())
                    .add(readers.get(relation).apply(change));
        }
    }
}
