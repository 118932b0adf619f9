package dev.cdcnotifier.replication;

import java.util.Locale;

/** Which precondition of a stream does not hold. The {@link #code} is stable: metrics and alerts may name it. */
public enum Reason {
    /** The server is older than PostgreSQL 14. */
    SERVER_VERSION,
    /** {@code wal_level} is not {@code logical}. */
    WAL_LEVEL,
    /** The server is a standby; it may be promoted. */
    NOT_PRIMARY,
    /** The server is a primary and lets our sessions only read. */
    READ_ONLY,
    /** The server does not let the role replicate. */
    ROLE_CANNOT_REPLICATE,
    /** Tables to stream do not exist (yet). */
    TABLES_MISSING,
    /** What has the name of a table to stream is none, or not all of its changes are written to the WAL under its name. */
    TABLE_UNUSABLE,
    /** A table lacks a column that the application reads, or has it of a type it does not read, or generated. */
    COLUMNS_UNUSABLE,
    /** The replica identity of a table is not what its rows need, or makes the application's updates or deletes fail. */
    REPLICA_IDENTITY,
    /** A publication does not exist. */
    PUBLICATION_MISSING,
    /** A publication exists and leaves out tables, rows, columns or kinds of change. */
    PUBLICATION_NARROW,
    /** A publication's joining position was never fixed and may not be fixed by this role or in this mode. */
    PUBLICATION_JOINING,
    /** Nothing can be streamed until transactions older than every publication have ended. Heals by itself. */
    JOIN_WAITING,
    /** The role may not make what is missing. */
    PRIVILEGE,
    /** The slot does not exist. Changes may have been lost; it is never made again by itself. */
    SLOT_MISSING,
    /** The slot is not a persistent logical pgoutput slot of this database. */
    SLOT_WRONG,
    /** The slot was invalidated: the changes it kept are gone. Final. */
    SLOT_LOST,
    /** The slot was moved, or made anew, beyond what was delivered; or the log ends before it. */
    SLOT_MOVED,
    /** The slot is wanted as a failover slot and is none, or the server has none. */
    SLOT_FAILOVER;

    /** The name in lower case, as {@code publication_missing}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
