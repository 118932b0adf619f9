package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.sql.Connection;
import java.sql.SQLException;

/** Namespaces of the engine's, each with a publication of its name. */
final class Namespaces {

    private Namespaces() {}

    /** Makes the tables and the publication. */
    static void create(Servers servers, String namespace) throws SQLException {
        EngineTables tables = new EngineTables(namespace);
        try (Connection connection = servers.connect()) {
            tables.create(connection);
        }
        servers.execute(
                "ALTER TABLE " + tables.table("processes") + " REPLICA IDENTITY FULL",
                "CREATE PUBLICATION " + namespace + " FOR TABLE " + tables.table("processes") + ", "
                        + tables.table("events"));
    }

    /** Drops both. */
    static void drop(Servers servers, String namespace) throws SQLException {
        servers.execute("DROP PUBLICATION IF EXISTS " + namespace);
        try (Connection connection = servers.connect()) {
            new EngineTables(namespace).drop(connection);
        }
    }
}
