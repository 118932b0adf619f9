package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pgoutput.PgOutputMessage.Delete;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;

/**
 * Decodes the messages that carry rows: the hot path. It takes no memory but the result (a record and a {@link Tuple} or
 * two), so positions are plain ints here and a tuple tells where it ends.
 */
final class RowDecoder {

    private static final int RELATION_ID_BYTES = 4;
    private static final int TUPLE_KIND_BYTES = 1;
    private static final int COUNT_BYTES = 2;
    private static final int KIND_BYTES = 1;
    private static final int LENGTH_BYTES = 4;

    private RowDecoder() {}

    /** Relation id, {@code N}, new tuple. */
    static Insert insert(byte[] bytes, int start, int end) {
        int relationId = relationId(bytes, start, end, "Insert.relationId");
        int at = start + RELATION_ID_BYTES;
        requireKind(bytes, at, end, 'N', "Insert.newTuple.kind");
        Tuple newTuple = tuple(bytes, at + TUPLE_KIND_BYTES, end, "Insert.newTuple");
        requireEnd(newTuple, end, "Insert");
        return new Insert(relationId, newTuple);
    }

    /** Relation id; {@code K} or {@code O} and the old tuple, or neither; {@code N}, new tuple. */
    static Update update(byte[] bytes, int start, int end) {
        int relationId = relationId(bytes, start, end, "Update.relationId");
        int at = start + RELATION_ID_BYTES;
        byte kind = kind(bytes, at, end, "Update.tuple.kind");
        Tuple oldTuple = null;
        if (kind == 'K' || kind == 'O') {
            oldTuple = tuple(bytes, at + TUPLE_KIND_BYTES, end, "Update.oldTuple");
            at = oldTuple.end();
        }
        requireKind(bytes, at, end, 'N', "Update.newTuple.kind");
        Tuple newTuple = tuple(bytes, at + TUPLE_KIND_BYTES, end, "Update.newTuple");
        requireEnd(newTuple, end, "Update");
        return new Update(relationId, oldTuple, kind == 'K', newTuple);
    }

    /** Relation id, {@code K} or {@code O}, old tuple. */
    static Delete delete(byte[] bytes, int start, int end) {
        int relationId = relationId(bytes, start, end, "Delete.relationId");
        int at = start + RELATION_ID_BYTES;
        byte kind = kind(bytes, at, end, "Delete.oldTuple.kind");
        if (kind != 'K' && kind != 'O') {
            throw PgOutputException.unexpected("Delete.oldTuple.kind", kind, "K or O");
        }
        Tuple oldTuple = tuple(bytes, at + TUPLE_KIND_BYTES, end, "Delete.oldTuple");
        requireEnd(oldTuple, end, "Delete");
        return new Delete(relationId, oldTuple, kind == 'K');
    }

    /**
     * TupleData: the number of columns, then each column's kind and, for {@code t} and {@code b}, its length and bytes.
     */
    private static Tuple tuple(byte[] bytes, int start, int end, String field) {
        int size = columnCount(bytes, start, end, field);
        int at = start + COUNT_BYTES;
        for (int i = 0; i < size; i++) {
            if (at >= end) {
                throw PgOutputException.truncated(column(field, i, "kind"), KIND_BYTES, 0);
            }
            byte kind = bytes[at];
            at += KIND_BYTES;
            if (kind == 't' || kind == 'b') {
                at += LENGTH_BYTES + length(bytes, at, end, field, i);
            } else if (kind != 'n' && kind != 'u') {
                throw PgOutputException.unexpected(column(field, i, "kind"), kind, "one of n, u, t, b");
            }
        }
        return new Tuple(bytes, start, at);
    }

    private static int columnCount(byte[] bytes, int at, int end, String tuple) {
        if (end - at < COUNT_BYTES) {
            throw PgOutputException.truncated(tuple + ".columns", COUNT_BYTES, end - at);
        }
        int count = BigEndian.uint16(bytes, at);
        int left = end - at - COUNT_BYTES;
        if (count > left) {
            throw new PgOutputException(tuple + ".columns", count + " cannot be in the " + left + " bytes left");
        }
        return count;
    }

    private static int length(byte[] bytes, int at, int end, String tuple, int i) {
        if (end - at < LENGTH_BYTES) {
            throw PgOutputException.truncated(column(tuple, i, "length"), LENGTH_BYTES, end - at);
        }
        int length = BigEndian.int32(bytes, at);
        int left = end - at - LENGTH_BYTES;
        if (length < 0 || length > left) {
            throw new PgOutputException(
                    column(tuple, i, "length"), length + " cannot be in the " + left + " bytes left");
        }
        return length;
    }

    private static String column(String tuple, int i, String field) {
        return tuple + ".column[" + i + "]." + field;
    }

    private static int relationId(byte[] bytes, int at, int end, String field) {
        if (end - at < RELATION_ID_BYTES) {
            throw PgOutputException.truncated(field, RELATION_ID_BYTES, end - at);
        }
        return BigEndian.int32(bytes, at);
    }

    private static byte kind(byte[] bytes, int at, int end, String field) {
        if (at >= end) {
            throw PgOutputException.truncated(field, TUPLE_KIND_BYTES, 0);
        }
        return bytes[at];
    }

    private static void requireKind(byte[] bytes, int at, int end, char expected, String field) {
        byte kind = kind(bytes, at, end, field);
        if (kind != expected) {
            throw PgOutputException.unexpected(field, kind, String.valueOf(expected));
        }
    }

    private static void requireEnd(Tuple last, int end, String message) {
        if (last.end() != end) {
            throw PgOutputException.trailing(message, end - last.end());
        }
    }
}
