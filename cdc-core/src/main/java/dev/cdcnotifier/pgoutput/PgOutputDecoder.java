package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Commit;
import dev.cdcnotifier.pgoutput.PgOutputMessage.LogicalMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Origin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Truncate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the bytes of one pgoutput message, protocol version 1, into its record, or refuses them: whatever the bytes
 * are, the result is a complete message or a {@link PgOutputException}. Every length, count, flag and terminator is
 * checked before it is used, and memory taken is bounded by the message's own size.
 *
 * <p>Stateless, so any thread may call it. The methods follow <a
 * href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 * Formats</a>: each reads its message's fields in the order of the manual.
 */
public final class PgOutputDecoder {

    private static final String PG_CATALOG = "pg_catalog";

    /** A column is at least its flags, an empty name, a type and a modifier. */
    private static final int MIN_COLUMN_BYTES = 1 + 1 + 4 + 4;

    private static final int RELATION_ID_BYTES = 4;
    private static final int TRUNCATE_CASCADE = 1;
    private static final int TRUNCATE_RESTART_IDENTITY = 2;

    private PgOutputDecoder() {}

    /**
     * Decodes the message between the buffer's position and limit, and leaves both where they are.
     *
     * <p>Tuples and contents refer to the buffer's array: whoever keeps them must not write to it. A buffer without an
     * accessible array is copied first.
     *
     * @throws PgOutputException when the bytes are no complete message of version 1, or more than one
     */
    public static PgOutputMessage decode(ByteBuffer message) {
        int length = message.remaining();
        if (length == 0) {
            throw new PgOutputException("type", "the message is empty");
        }
        byte[] bytes;
        int start;
        if (message.hasArray()) {
            bytes = message.array();
            start = message.arrayOffset() + message.position();
        } else {
            bytes = new byte[length];
            start = 0;
            message.get(message.position(), bytes);
        }
        return decode(bytes, start, start + length);
    }

    private static PgOutputMessage decode(byte[] bytes, int start, int end) {
        int at = start + 1;
        byte type = bytes[start];
        return switch (type) {
            case 'I' -> RowDecoder.insert(bytes, at, end);
            case 'U' -> RowDecoder.update(bytes, at, end);
            case 'D' -> RowDecoder.delete(bytes, at, end);
            case 'B' -> begin(new FieldReader("Begin", bytes, at, end));
            case 'C' -> commit(new FieldReader("Commit", bytes, at, end));
            case 'O' -> origin(new FieldReader("Origin", bytes, at, end));
            case 'R' -> relation(new FieldReader("Relation", bytes, at, end));
            case 'Y' -> type(new FieldReader("Type", bytes, at, end));
            case 'T' -> truncate(new FieldReader("Truncate", bytes, at, end));
            case 'M' -> logicalMessage(new FieldReader("Message", bytes, at, end));
            default -> throw PgOutputException.unexpected("type", type, "a message type of protocol version 1");
        };
    }

    private static Begin begin(FieldReader in) {
        Lsn commitLsn = in.lsn("commitLsn");
        long commitMicros = in.int64("commitMicros");
        int xid = in.int32("xid");
        in.end();
        return new Begin(commitLsn, commitMicros, xid);
    }

    private static Commit commit(FieldReader in) {
        int flags = in.flags("flags", 0);
        Lsn commitLsn = in.lsn("commitLsn");
        Lsn endLsn = in.lsn("endLsn");
        long commitMicros = in.int64("commitMicros");
        in.end();
        return new Commit(flags, commitLsn, endLsn, commitMicros);
    }

    private static Origin origin(FieldReader in) {
        Lsn commitLsn = in.lsn("commitLsn");
        String name = in.string("name");
        in.end();
        return new Origin(commitLsn, name);
    }

    private static Relation relation(FieldReader in) {
        int id = in.int32("id");
        String schema = schema(in);
        String table = in.string("table");
        ReplicaIdentity replicaIdentity = replicaIdentity(in);
        int count = in.checkedCount("columns", in.uint16("columns"), MIN_COLUMN_BYTES);
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            in.element("column", i);
            boolean key = in.flags("flags", 1) != 0;
            String name = in.string("name");
            int typeOid = in.int32("typeOid");
            int typeModifier = in.int32("typeModifier");
            columns.add(new Column(key, name, typeOid, typeModifier));
        }
        in.end();
        return new Relation(id, schema, table, replicaIdentity, columns);
    }

    private static PgOutputMessage.Type type(FieldReader in) {
        int id = in.int32("id");
        String schema = schema(in);
        String name = in.string("name");
        in.end();
        return new PgOutputMessage.Type(id, schema, name);
    }

    private static Truncate truncate(FieldReader in) {
        int announced = in.int32("relations");
        int options = in.flags("options", TRUNCATE_CASCADE | TRUNCATE_RESTART_IDENTITY);
        int count = in.checkedCount("relations", announced, RELATION_ID_BYTES);
        List<Integer> relationIds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            relationIds.add(in.int32("relationId"));
        }
        in.end();
        return new Truncate(relationIds, (options & TRUNCATE_CASCADE) != 0, (options & TRUNCATE_RESTART_IDENTITY) != 0);
    }

    private static LogicalMessage logicalMessage(FieldReader in) {
        boolean transactional = in.flags("flags", 1) != 0;
        Lsn lsn = in.lsn("lsn");
        String prefix = in.string("prefix");
        int length = in.checkedCount("length", in.int32("length"), 1);
        ByteBuffer content = in.view(length);
        in.end();
        return new LogicalMessage(transactional, lsn, prefix, content);
    }

    private static String schema(FieldReader in) {
        String schema = in.string("schema");
        return schema.isEmpty() ? PG_CATALOG : schema;
    }

    private static ReplicaIdentity replicaIdentity(FieldReader in) {
        byte code = in.int8("replicaIdentity");
        return switch (code) {
            case 'd' -> ReplicaIdentity.DEFAULT;
            case 'n' -> ReplicaIdentity.NOTHING;
            case 'f' -> ReplicaIdentity.FULL;
            case 'i' -> ReplicaIdentity.INDEX;
            default -> throw PgOutputException.unexpected("Relation.replicaIdentity", code, "one of d, n, f, i");
        };
    }
}
