package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks at what a session of a stream is like: its settings, and the encoding of what it reads. For one thread. */
final class SessionInspection {

    static final String SETTINGS = "session settings";
    static final String ENCODING = "encoding";

    /** The server shows what the network does when these are left to it, and not that they are. */
    private static final String SHOWN_OTHERWISE = "tcp_keepalives_";

    /** Everybody may read it; pg_settings hides some of these from all but a superuser. */
    private static final String SET_BY_OTHERS =
            """
            SELECT pg_catalog.split_part(c.setting, '=', 1),
                   CASE WHEN s.setrole <> 0
                        THEN 'ROLE ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole))
                             || CASE WHEN s.setdatabase <> 0
                                     THEN ' IN DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database())
                                     ELSE '' END
                        WHEN s.setdatabase <> 0
                        THEN 'DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database())
                        ELSE 'ROLE ALL' END
            FROM pg_catalog.pg_db_role_setting s
            CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c(setting)
            WHERE s.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d
                                        WHERE d.datname = pg_catalog.current_database()))
              AND s.setrole IN (0, (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = SESSION_USER))
            ORDER BY 1, 2
            """;

    private final ReplicationSettings settings;
    private final Checklist list;

    SessionInspection(ReplicationSettings settings, Checklist list) {
        this.settings = settings;
        this.list = list;
    }

    /** A setting of a role or a database, and how SQL names whose it is. */
    private record Foreign(String name, String owner) {}

    /** What cannot be written in UTF-8 ends the stream when it comes to it. */
    void encoding(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.current_setting('server_encoding')")) {
            row.next();
            String encoding = row.getString(1);
            if (encoding.equals("UTF8")) {
                list.add(Precondition.ok(ENCODING, encoding));
                return;
            }
            list.add(Precondition.warning(
                    ENCODING,
                    encoding.equals("SQL_ASCII") ? "SQL_ASCII: none" : encoding,
                    "encoding",
                    (encoding.equals("SQL_ASCII")
                                    ? "the database takes any bytes for text, and the first published value that is not"
                                            + " valid UTF-8 stops the stream (undecodable_change) until its transaction is"
                                            + " skipped"
                                    : "a published character that has no counterpart in UTF-8 stops the stream"
                                            + " (undecodable_change) until its transaction is skipped; 0x98 in WIN1251"
                                            + " is one")
                            + ". Move to a database in UTF8: dump it, correct what is not valid, restore it",
                    List.of(Remedy.adminSql(
                            "CREATE DATABASE NEW_NAME ENCODING 'UTF8' TEMPLATE template0;    -- then pg_restore"))));
        }
    }

    /** @param replication a session as a stream has it */
    void settings(Connection replication) throws SQLException {
        List<PinnedSettings.Pin> pins = PinnedSettings.replication(settings.walSenderTimeout())
                .knownTo(replication.getMetaData().getDatabaseMajorVersion());
        List<String> different = different(replication, pins);
        List<Foreign> foreign = foreign(replication);
        List<Foreign> outOfReach = foreign.stream()
                .filter(one -> PinnedSettings.OUT_OF_REACH.containsKey(one.name()))
                .toList();
        String found = pins.size() + " pinned" + without(foreign, pins);
        if (!different.isEmpty()) {
            list.add(Precondition.warning(
                    SETTINGS,
                    String.join(", ", different),
                    "session_settings",
                    "a session asks for other values than it got: a login trigger or an extension changes them, and may end"
                            + " a stream or change how values are written",
                    List.of()));
        } else if (!outOfReach.isEmpty()) {
            list.add(Precondition.warning(
                    SETTINGS,
                    outOfReach.stream().map(Foreign::name).distinct().collect(Collectors.joining(", ")),
                    "session_settings",
                    outOfReach.stream()
                                    .map(one -> one.name() + " of " + one.owner() + " "
                                            + PinnedSettings.OUT_OF_REACH.get(one.name()))
                                    .collect(Collectors.joining("; "))
                            + ". A session cannot change that for itself; as a superuser, unless it is meant",
                    outOfReach.stream()
                            .map(one -> Remedy.adminSql("ALTER " + one.owner() + " RESET " + one.name() + ';'))
                            .toList()));
        } else {
            list.add(Precondition.ok(SETTINGS, found));
        }
    }

    /** For people: which settings of role and database are of no effect on us. */
    private static String without(List<Foreign> foreign, List<PinnedSettings.Pin> pins) {
        String names = foreign.stream()
                .map(Foreign::name)
                .filter(name -> pins.stream().anyMatch(pin -> pin.name().equalsIgnoreCase(name)))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; no effect of " + names + " of role or database";
    }

    private static List<String> different(Connection connection, List<PinnedSettings.Pin> pins) throws SQLException {
        Map<String, String> actual = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT s.name, s.setting FROM pg_catalog.pg_settings s UNION ALL"
                                + " SELECT 'role', pg_catalog.current_setting('role')")) {
            while (row.next()) {
                actual.put(row.getString(1), row.getString(2));
            }
        }
        List<String> different = new ArrayList<>();
        for (PinnedSettings.Pin pin : pins) {
            String value = actual.get(pin.name());
            if (!pin.name().startsWith(SHOWN_OTHERWISE) && !pin.value().equals(value)) {
                different.add(pin.name() + " = " + value);
            }
        }
        return different;
    }

    private static List<Foreign> foreign(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SET_BY_OTHERS)) {
            List<Foreign> foreign = new ArrayList<>();
            while (row.next()) {
                foreign.add(new Foreign(row.getString(1), row.getString(2)));
            }
            return foreign;
        }
    }
}
