package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The engine's database: a role that owns it, and the tables of two namespaces. */
final class DemoDatabase {

    static final String NAME = "progressor_db";
    static final String ROLE = "progressor";
    static final String PASSWORD = "demo";
    static final String SLOT = "cdc_slot_default";
    static final List<String> NAMESPACES = List.of("default/default", "demo/invoices");

    private DemoDatabase() {}

    static void create(PgServer server) throws SQLException {
        server.createReplicationRole(ROLE, PASSWORD);
        server.createDatabase(NAME);
        server.execute(PgServer.SUPERUSER, "ALTER DATABASE " + NAME + " OWNER TO " + ROLE);
        try (Connection connection = connect(server)) {
            for (String namespace : NAMESPACES) {
                new EngineTables(namespace).create(connection);
            }
        }
    }

    static Connection connect(PgServer server) throws SQLException {
        return server.connect(NAME, ROLE, PASSWORD);
    }
}
