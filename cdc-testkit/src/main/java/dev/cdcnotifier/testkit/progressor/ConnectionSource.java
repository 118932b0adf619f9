package dev.cdcnotifier.testkit.progressor;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a simulated engine gets its database connections from, for example {@code () -> server.connect(database)}. */
@FunctionalInterface
public interface ConnectionSource {

    /** A new connection, which the caller closes. */
    Connection open() throws SQLException;
}
