package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pg.Lsn;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of pgoutput, protocol version 1: the records below are the grammar. See <a
 * href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 * Formats</a>.
 *
 * <p>Tuples and contents refer to the bytes that were decoded and copy nothing; they live as long as the caller keeps
 * those bytes.
 */
public sealed interface PgOutputMessage {

    /** Microseconds since 2000-01-01 00:00:00 UTC as an instant. */
    private static Instant instant(long postgresMicros) {
        return Instant.EPOCH.plus(POSTGRES_EPOCH_SECONDS, ChronoUnit.SECONDS).plus(postgresMicros, ChronoUnit.MICROS);
    }

    /** 2000-01-01 00:00:00 UTC in seconds since 1970. */
    long POSTGRES_EPOCH_SECONDS = 946_684_800L;

    /**
     * {@code B}: a transaction starts; it has already committed.
     *
     * @param commitLsn the position of the transaction's commit record, called its final LSN. It names the
     *     transaction; it is not the position to confirm
     * @param commitMicros the commit time in microseconds since 2000-01-01 UTC
     * @param xid the transaction id, unsigned
     */
    record Begin(Lsn commitLsn, long commitMicros, int xid) implements PgOutputMessage {

        /** The commit time in microseconds since 1970. */
        public long commitEpochMicros() {
            return commitMicros + POSTGRES_EPOCH_SECONDS * 1_000_000;
        }

        public Instant commitTime() {
            return instant(commitMicros);
        }
    }

    /**
     * {@code C}: the open transaction is complete.
     *
     * @param flags unused by PostgreSQL, 0
     * @param commitLsn the position of the commit record, as in {@link Begin}
     * @param endLsn the first position after the transaction: the one to confirm
     * @param commitMicros the commit time in microseconds since 2000-01-01 UTC
     */
    record Commit(int flags, Lsn commitLsn, Lsn endLsn, long commitMicros) implements PgOutputMessage {}

    /** {@code O}: the transaction came from another node. */
    record Origin(Lsn commitLsn, String name) implements PgOutputMessage {}

    /**
     * {@code R}: describes a table; sent before its first row on a connection and again after a change of its
     * definition.
     *
     * @param id the table's oid, unsigned
     * @param schema the table's schema; on the wire {@code pg_catalog} is empty
     */
    record Relation(int id, String schema, String table, ReplicaIdentity replicaIdentity, List<Column> columns)
            implements PgOutputMessage {

        public Relation {
            columns = List.copyOf(columns);
        }

        /** The column's position in every tuple of this relation, or -1. */
        public int indexOf(String column) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).name().equals(column)) {
                    return i;
                }
            }
            return -1;
        }

        /** {@code schema.table}, for messages to people. */
        public String displayName() {
            return schema + '.' + table;
        }
    }

    /**
     * A column of a relation.
     *
     * @param key whether it is part of the replica identity
     * @param typeOid the type's oid, unsigned; of a domain over a built-in type, the oid of that type, once {@code
     *     change.Relations} has taken the description
     * @param typeModifier {@code atttypmod}, -1 for none
     */
    record Column(boolean key, String name, int typeOid, int typeModifier) {}

    /** {@code pg_class.relreplident}: which columns of an old row PostgreSQL sends. */
    enum ReplicaIdentity {
        DEFAULT('d'),
        NOTHING('n'),
        FULL('f'),
        INDEX('i');

        private final char code;

        ReplicaIdentity(char code) {
            this.code = code;
        }

        /** The letter of the protocol and of {@code pg_class.relreplident}. */
        public char code() {
            return code;
        }
    }

    /**
     * {@code Y}: describes a type that is not built in, before the first relation that has a column of it. Of a domain it
     * gives the type that the domain is made of.
     */
    record Type(int id, String schema, String name) implements PgOutputMessage {}

    /** {@code I}: a row was inserted. */
    record Insert(int relationId, Tuple newTuple) implements PgOutputMessage {}

    /**
     * {@code U}: a row was updated.
     *
     * @param oldTuple the row before, or null when the server did not send it: under replica identity DEFAULT it does
     *     so only when the key changed
     * @param oldTupleIsKey whether {@code oldTuple} holds only the key's columns, the others reading as null
     */
    record Update(int relationId, @Nullable Tuple oldTuple, boolean oldTupleIsKey, Tuple newTuple)
            implements PgOutputMessage {}

    /** {@code D}: a row was deleted; {@code oldTupleIsKey} as in {@link Update}. */
    record Delete(int relationId, Tuple oldTuple, boolean oldTupleIsKey) implements PgOutputMessage {}

    /** {@code T}: tables were emptied. */
    record Truncate(List<Integer> relationIds, boolean cascade, boolean restartIdentity) implements PgOutputMessage {

        public Truncate {
            relationIds = List.copyOf(relationIds);
        }
    }

    /**
     * {@code M}: {@code pg_logical_emit_message}. A transactional one stands inside its transaction, any other outside
     * of all.
     *
     * @param content a read-only view of the message's bytes
     */
    record LogicalMessage(boolean transactional, Lsn lsn, String prefix, ByteBuffer content)
            implements PgOutputMessage {}
}
