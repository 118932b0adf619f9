package dev.cdcnotifier.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the messages of pgoutput, protocol version 1, as PostgreSQL does: the other half of a decoder's round trip, and
 * the way to script a stream without a server. Each method returns one complete message.
 *
 * <p>Stateless, so any thread may call it. It refuses nothing but what has no form on the wire (more than 65535 columns);
 * whether a message makes sense is up to the test. See <a
 * href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 * Formats</a>.
 */
public final class PgOutputWriter {

    private static final int MAX_COLUMNS = 0xffff;

    /** A column of a relation; {@code key} says whether it belongs to the replica identity. */
    public record Column(boolean key, String name, int typeOid, int typeModifier) {

        /** A column that is not part of the key and whose type takes no modifier. */
        public static Column of(String name, int typeOid) {
            return new Column(false, name, typeOid, -1);
        }

        /** A column of the key whose type takes no modifier. */
        public static Column key(String name, int typeOid) {
            return new Column(true, name, typeOid, -1);
        }
    }

    /** A row's value in one column, with the letter of its kind; null and unchanged ones have no bytes. */
    public static final class Cell {

        /** SQL NULL. */
        public static final Cell NULL = new Cell('n', new byte[0]);

        /** An out-of-line value that an update did not touch and the server does not send. */
        public static final Cell UNCHANGED = new Cell('u', new byte[0]);

        private final char kind;
        private final byte[] value;

        private Cell(char kind, byte[] value) {
            this.kind = kind;
            this.value = value;
        }

        /** A value in its type's text form. */
        public static Cell text(String value) {
            return text(value.getBytes(StandardCharsets.UTF_8));
        }

        /** A value in its type's text form, valid or not. */
        public static Cell text(byte[] value) {
            return new Cell('t', value.clone());
        }

        /** A value in its type's binary form. */
        public static Cell binary(byte[] value) {
            return new Cell('b', value.clone());
        }

        /** The letter of the protocol: n, u, t or b. */
        public char kind() {
            return kind;
        }

        /** A copy of the value's bytes. */
        public byte[] value() {
            return value.clone();
        }

        private boolean hasValue() {
            return kind == 't' || kind == 'b';
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PgOutputWriter(char type) {
        int8(type);
    }

    /** {@code B}; the time is in microseconds since 2000-01-01 UTC. */
    public static byte[] begin(long commitLsn, long commitMicros, int xid) {
        return new PgOutputWriter('B')
                .int64(commitLsn)
                .int64(commitMicros)
                .int32(xid)
                .bytes();
    }

    /** {@code C}; the time is in microseconds since 2000-01-01 UTC. */
    public static byte[] commit(long commitLsn, long endLsn, long commitMicros) {
        return new PgOutputWriter('C')
                .int8(0)
                .int64(commitLsn)
                .int64(endLsn)
                .int64(commitMicros)
                .bytes();
    }

    /** {@code O}. */
    public static byte[] origin(long commitLsn, String name) {
        return new PgOutputWriter('O').int64(commitLsn).string(name).bytes();
    }

    /** {@code R}; the replica identity is one of d, n, f, i. */
    public static byte[] relation(int id, String schema, String table, char replicaIdentity, List<Column> columns) {
        PgOutputWriter out = new PgOutputWriter('R')
                .int32(id)
                .schema(schema)
                .string(table)
                .int8(replicaIdentity)
                .count16(columns.size());
        for (Column column : columns) {
            out.int8(column.key() ? 1 : 0)
                    .string(column.name())
                    .int32(column.typeOid())
                    .int32(column.typeModifier());
        }
        return out.bytes();
    }

    /** {@code Y}. */
    public static byte[] type(int id, String schema, String name) {
        return new PgOutputWriter('Y').int32(id).schema(schema).string(name).bytes();
    }

    /** {@code I}. */
    public static byte[] insert(int relationId, List<Cell> row) {
        return new PgOutputWriter('I').int32(relationId).tuple('N', row).bytes();
    }

    /** {@code U} without an old row: replica identity DEFAULT and an unchanged key. */
    public static byte[] update(int relationId, List<Cell> newRow) {
        return new PgOutputWriter('U').int32(relationId).tuple('N', newRow).bytes();
    }

    /** {@code U} with the whole old row: replica identity FULL. */
    public static byte[] update(int relationId, List<Cell> oldRow, List<Cell> newRow) {
        return new PgOutputWriter('U')
                .int32(relationId)
                .tuple('O', oldRow)
                .tuple('N', newRow)
                .bytes();
    }

    /** {@code U} with the old key: it changed. */
    public static byte[] updateOfKey(int relationId, List<Cell> oldKey, List<Cell> newRow) {
        return new PgOutputWriter('U')
                .int32(relationId)
                .tuple('K', oldKey)
                .tuple('N', newRow)
                .bytes();
    }

    /** {@code D} with the whole old row: replica identity FULL. */
    public static byte[] delete(int relationId, List<Cell> oldRow) {
        return new PgOutputWriter('D').int32(relationId).tuple('O', oldRow).bytes();
    }

    /** {@code D} with the old key only. */
    public static byte[] deleteByKey(int relationId, List<Cell> oldKey) {
        return new PgOutputWriter('D').int32(relationId).tuple('K', oldKey).bytes();
    }

    /** {@code T}. */
    public static byte[] truncate(boolean cascade, boolean restartIdentity, List<Integer> relationIds) {
        PgOutputWriter out =
                new PgOutputWriter('T').int32(relationIds.size()).int8((cascade ? 1 : 0) | (restartIdentity ? 2 : 0));
        relationIds.forEach(out::int32);
        return out.bytes();
    }

    /** {@code M}: what {@code pg_logical_emit_message} sends. */
    public static byte[] logicalMessage(boolean transactional, long lsn, String prefix, byte[] content) {
        return new PgOutputWriter('M')
                .int8(transactional ? 1 : 0)
                .int64(lsn)
                .string(prefix)
                .value(content)
                .bytes();
    }

    private PgOutputWriter tuple(char kind, List<Cell> row) {
        int8(kind).count16(row.size());
        for (Cell cell : row) {
            int8(cell.kind);
            if (cell.hasValue()) {
                value(cell.value);
            }
        }
        return this;
    }

    /** The server writes {@code pg_catalog} as an empty string. */
    private PgOutputWriter schema(String schema) {
        return string(schema.equals("pg_catalog") ? "" : schema);
    }

    private PgOutputWriter string(String value) {
        out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        return int8(0);
    }

    private PgOutputWriter value(byte[] value) {
        int32(value.length);
        out.writeBytes(value);
        return this;
    }

    private PgOutputWriter count16(int count) {
        if (count > MAX_COLUMNS) {
            throw new IllegalArgumentException(count + " columns do not fit a message, which counts them in 16 bits");
        }
        return int8(count >>> 8).int8(count);
    }

    private PgOutputWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    private PgOutputWriter int32(int value) {
        return int8(value >>> 24).int8(value >>> 16).int8(value >>> 8).int8(value);
    }

    private PgOutputWriter int8(int value) {
        out.write(value);
        return this;
    }

    private byte[] bytes() {
        return out.toByteArray();
    }
}
