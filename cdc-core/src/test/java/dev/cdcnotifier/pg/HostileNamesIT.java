package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Names that try to be anything but names: each is refused with the reason, or comes back from a server as it was. */
class HostileNamesIT {

    private static final int NAMES = Integer.getInteger("cdc.fuzz.names", 100_000);
    private static final long SEED = Long.getLong("cdc.fuzz.seed", System.nanoTime());
    private static final int COLUMNS = 500;
    private static final int PUBLISHED = 300;

    private static final String[] PIECES = {
        "\"",
        "\"\"",
        "'",
        "''",
        "\\",
        "\\'",
        "%",
        "%s",
        "%I",
        ",",
        ";",
        "--",
        "/*",
        "$$",
        "$1",
        "?",
        ":x",
        ".",
        "/",
        " ",
        "\t",
        "\n",
        "\r",
        "\0",
        "\u0001",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\ufffd",
        "\ud800",
        "\udc00",
        "\ud83d\ude00",
        "й",
        "İ",
        "ß",
        "a",
        "A",
        "Z",
        "0",
        "_",
        "E'",
        "U&\"",
        "null",
        "select",
        "public",
        "default/default",
        "{",
        "}",
        "${"
    };

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void a_name_is_refused_with_the_reason_or_comes_back_from_the_server_as_it_was() throws SQLException {
        PgServer server = PgServers.shared(15);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            String name = hostileName();
            if (isAccepted(name)) {
                names.add(name);
            }
        }
        assertThat(names.size()).as("seed %s", SEED).isBetween(NAMES / 4, NAMES * 9 / 10);

        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            for (int from = 0; from < names.size(); from += COLUMNS) {
                comeBack(statement, names.subList(from, Math.min(names.size(), from + COLUMNS)));
            }
        }
    }

    @Test
    void rows_of_tables_and_publications_with_such_names_are_streamed() throws SQLException {
        PgServer server = PgServers.shared(15);
        Set<String> names = new LinkedHashSet<>();
        while (names.size() < PUBLISHED) {
            String name = hostileName();
            if (isAccepted(name)) {
                names.add(name);
            }
        }
        String database = server.createDatabase();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String name : names) {
                publish(statement, name);
            }
            assertThat(streamed(statement, database, names))
                    .as("seed %s", SEED)
                    .containsExactlyInAnyOrderElementsOf(names);
        } finally {
            server.dropDatabase(database);
        }
    }

    /** Refused for a reason that says which rule it breaks, or accepted in all places. */
    private static boolean isAccepted(String name) {
        IllegalArgumentException publication = refusal(() -> new PublicationName(name));
        IllegalArgumentException table = refusal(() -> new TableName("public", name));
        assertThat(publication == null).isEqualTo(table == null);
        if (publication == null) {
            return true;
        }
        assertThat(publication)
                .message()
                .containsAnyOf("is empty", "holds a NUL character", "bytes in UTF-8", "is not valid Unicode");
        assertThat(refusal(() -> new SlotName(name))).isNotNull();
        return false;
    }

    private static IllegalArgumentException refusal(ThrowingCallable action) {
        return catchThrowableOfType(IllegalArgumentException.class, action);
    }

    private static void comeBack(Statement statement, List<String> names) throws SQLException {
        String columns = names.stream()
                .map(name -> Identifier.literal(name) + " AS " + new PublicationName(name).quoted())
                .collect(Collectors.joining(", "));
        statement.setEscapeProcessing(false);
        try (ResultSet row = statement.executeQuery("SELECT " + columns)) {
            row.next();
            for (int i = 1; i <= names.size(); i++) {
                String name = names.get(i - 1);
                assertThat(row.getMetaData().getColumnLabel(i))
                        .as("seed %s", SEED)
                        .isEqualTo(name);
                assertThat(row.getString(i)).as("seed %s", SEED).isEqualTo(name);
            }
        }
    }

    private static void publish(Statement statement, String name) throws SQLException {
        String table = new TableName("public", name).quoted();
        statement.setEscapeProcessing(false);
        statement.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
        statement.execute("CREATE PUBLICATION " + new PublicationName(name).quoted() + " FOR TABLE " + table);
    }

    /** The tables of which the server sends a row when it is given all names in one option. */
    private static Set<String> streamed(Statement statement, String slot, Set<String> names) throws SQLException {
        String option = PublicationName.optionValue(
                names.stream().map(PublicationName::new).toList());
        statement.execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        try {
            for (String name : names) {
                statement.execute("INSERT INTO " + new TableName("public", name).quoted() + " VALUES (1)");
            }
            Set<String> tables = new HashSet<>();
            try (ResultSet rows = statement.executeQuery("SELECT data FROM pg_logical_slot_peek_binary_changes('" + slot
                    + "', NULL, NULL, 'proto_version', '1', 'publication_names', " + Identifier.literal(option)
                    + ")")) {
                while (rows.next()) {
                    if (PgOutputDecoder.decode(ByteBuffer.wrap(rows.getBytes(1))) instanceof Relation relation) {
                        tables.add(relation.table());
                    }
                }
            }
            return tables;
        } finally {
            statement.execute("SELECT pg_drop_replication_slot('" + slot + "')");
        }
    }

    private String hostileName() {
        StringBuilder name = new StringBuilder();
        int pieces = random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            name.append(
                    random.nextInt(8) == 0
                            ? Character.toString(random.nextInt(0xd800))
                            : PIECES[random.nextInt(PIECES.length)]);
        }
        if (random.nextInt(4) == 0) {
            name.append("x".repeat(Math.max(0, 61 + random.nextInt(4) - name.length())));
        }
        return name.toString();
    }
}
