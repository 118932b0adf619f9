package dev.cdcnotifier.replication;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/** Whoever answers at the address is no PostgreSQL server but a pooler in front of one, which keeps a stream from it. */
public final class ConnectionPoolerException extends SQLException {

    private static final long serialVersionUID = 1L;

    ConnectionPoolerException(String address, String sign, @Nullable SQLException cause) {
        super(
                "a connection pooler answers at " + address + " (" + sign
                        + "): it does not pass on what a stream needs;"
                        + " connect to PostgreSQL directly, with the server's own host and port",
                PSQLState.PROTOCOL_VIOLATION.getState(),
                cause);
    }
}
