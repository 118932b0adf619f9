package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Commit;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Delete;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.LogicalMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Origin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Truncate;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random messages of every kind as bytes, and the way back from a decoded message to its bytes. */
final class Messages {

    private Messages() {}

    static Arbitrary<byte[]> any() {
        return Arbitraries.oneOf(List.of(
                begin(),
                commit(),
                Combinators.combine(int64(), name()).as(PgOutputWriter::origin),
                relation(),
                Combinators.combine(int32(), name(), name()).as(PgOutputWriter::type),
                Combinators.combine(int32(), row()).as(PgOutputWriter::insert),
                Combinators.combine(int32(), row()).as((id, row) -> PgOutputWriter.update(id, row)),
                Combinators.combine(int32(), row(), row()).as((id, was, is) -> PgOutputWriter.update(id, was, is)),
                Combinators.combine(int32(), row(), row()).as(PgOutputWriter::updateOfKey),
                Combinators.combine(int32(), row()).as(PgOutputWriter::delete),
                Combinators.combine(int32(), row()).as(PgOutputWriter::deleteByKey),
                Combinators.combine(bool(), bool(), int32().list().ofMaxSize(5)).as(PgOutputWriter::truncate),
                Combinators.combine(bool(), int64(), name(), content()).as(PgOutputWriter::logicalMessage)));
    }

    /** One message of each kind and variant, none with an empty list in it. */
    static List<byte[]> ofEveryKind() {
        List<Cell> row =
                List.of(Cell.text("v1"), Cell.NULL, Cell.UNCHANGED, Cell.binary(new byte[] {1, 2}), Cell.text(""));
        List<Cell> key = List.of(Cell.text("v1"), Cell.NULL, Cell.NULL, Cell.NULL, Cell.NULL);
        List<Column> columns = List.of(Column.key("id", 1043), new Column(false, "größe", 1700, 393_222));
        return List.of(
                PgOutputWriter.begin(0x16_B374_D848L, 846_000_000_000_000L, 101_260),
                PgOutputWriter.commit(0x16_B374_D848L, 0x16_B374_D878L, 846_000_000_000_000L),
                PgOutputWriter.origin(0x16_B374_D848L, "node_b"),
                PgOutputWriter.relation(16_419, "public", "orders", 'f', columns),
                PgOutputWriter.type(16_387, "public", "order_status"),
                PgOutputWriter.insert(16_419, row),
                PgOutputWriter.update(16_419, row),
                PgOutputWriter.update(16_419, row, row),
                PgOutputWriter.updateOfKey(16_419, key, row),
                PgOutputWriter.delete(16_419, row),
                PgOutputWriter.deleteByKey(16_419, key),
                PgOutputWriter.truncate(true, false, List.of(16_419, 16_420)),
                PgOutputWriter.logicalMessage(true, 0x16_B374_D848L, "audit", new byte[] {0, 1, 2}));
    }

    static PgOutputMessage decode(byte[] message) {
        return PgOutputDecoder.decode(ByteBuffer.wrap(message));
    }

    /** Writes a decoded message anew, from everything that its record tells. */
    static byte[] encode(PgOutputMessage message) {
        if (message instanceof Begin it) {
            return PgOutputWriter.begin(it.commitLsn().value(), it.commitMicros(), it.xid());
        } else if (message instanceof Commit it) {
            return PgOutputWriter.commit(it.commitLsn().value(), it.endLsn().value(), it.commitMicros());
        } else if (message instanceof Origin it) {
            return PgOutputWriter.origin(it.commitLsn().value(), it.name());
        } else if (message instanceof Relation it) {
            List<Column> columns = it.columns().stream()
                    .map(c -> new Column(c.key(), c.name(), c.typeOid(), c.typeModifier()))
                    .toList();
            char identity = it.replicaIdentity().code();
            return PgOutputWriter.relation(it.id(), it.schema(), it.table(), identity, columns);
        } else if (message instanceof PgOutputMessage.Type it) {
            return PgOutputWriter.type(it.id(), it.schema(), it.name());
        } else if (message instanceof Insert it) {
            return PgOutputWriter.insert(it.relationId(), cells(it.newTuple()));
        } else if (message instanceof Update it) {
            return update(it);
        } else if (message instanceof Delete it) {
            List<Cell> row = cells(it.oldTuple());
            return it.oldTupleIsKey()
                    ? PgOutputWriter.deleteByKey(it.relationId(), row)
                    : PgOutputWriter.delete(it.relationId(), row);
        } else if (message instanceof Truncate it) {
            return PgOutputWriter.truncate(it.cascade(), it.restartIdentity(), it.relationIds());
        } else if (message instanceof LogicalMessage it) {
            byte[] content = new byte[it.content().remaining()];
            it.content().duplicate().get(content);
            return PgOutputWriter.logicalMessage(it.transactional(), it.lsn().value(), it.prefix(), content);
        }
        throw new AssertionError(message);
    }

    private static byte[] update(Update it) {
        List<Cell> newRow = cells(it.newTuple());
        if (it.oldTuple() == null) {
            return PgOutputWriter.update(it.relationId(), newRow);
        }
        List<Cell> oldRow = cells(it.oldTuple());
        return it.oldTupleIsKey()
                ? PgOutputWriter.updateOfKey(it.relationId(), oldRow, newRow)
                : PgOutputWriter.update(it.relationId(), oldRow, newRow);
    }

    private static List<Cell> cells(Tuple tuple) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < tuple.size(); i++) {
            cells.add(
                    switch (tuple.kind(i)) {
                        case NULL -> Cell.NULL;
                        case UNCHANGED -> Cell.UNCHANGED;
                        case TEXT -> Cell.text(tuple.bytes(i));
                        case BINARY -> Cell.binary(tuple.bytes(i));
                    });
        }
        return cells;
    }

    private static Arbitrary<byte[]> begin() {
        return Combinators.combine(int64(), int64(), int32()).as(PgOutputWriter::begin);
    }

    private static Arbitrary<byte[]> commit() {
        return Combinators.combine(int64(), int64(), int64()).as(PgOutputWriter::commit);
    }

    private static Arbitrary<byte[]> relation() {
        Arbitrary<Column> column =
                Combinators.combine(bool(), name(), int32(), int32()).as(Column::new);
        Arbitrary<Character> identity = Arbitraries.of('d', 'n', 'f', 'i');
        return Combinators.combine(
                        int32(), name(), name(), identity, column.list().ofMaxSize(10))
                .as(PgOutputWriter::relation);
    }

    static Arbitrary<List<Cell>> row() {
        return Arbitraries.oneOf(
                        Arbitraries.of(Cell.NULL, Cell.UNCHANGED),
                        content().map(Cell::text),
                        content().map(Cell::binary))
                .list()
                .ofMaxSize(12);
    }

    private static Arbitrary<byte[]> content() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    }

    private static Arbitrary<String> name() {
        return Arbitraries.strings().all().excludeChars('\0').ofMaxLength(20);
    }

    private static Arbitrary<Long> int64() {
        return Arbitraries.longs();
    }

    private static Arbitrary<Integer> int32() {
        return Arbitraries.integers();
    }

    private static Arbitrary<Boolean> bool() {
        return Arbitraries.of(true, false);
    }
}
