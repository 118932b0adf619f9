package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.fuzz.Fuzz;
import dev.cdcnotifier.thrift.eventsink.MachineEvent;
import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.msgpack.Nil;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages that were damaged: whatever the bytes, the outcome is a whole message or a typed error, in bounds. */
class MessageReaderFuzzTest {

    private static final int[] TYPES = {0, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15};

    private int compared;

    @Test
    void a_damaged_message_is_refused_or_the_one_that_libthrift_reads() {
        List<byte[]> corpus =
                Stream.concat(MessageReaderTest.vectors(), withAllKinds()).toList();
        List<byte[]> tokens = IntStream.of(TYPES)
                .boxed()
                .flatMap(type -> IntStream.range(0, 9).mapToObj(id -> new byte[] {type.byteValue(), 0, (byte) id}))
                .toList();

        new Fuzz(MessageReaderFuzzTest.class, "message", MessageFormatException.class, corpus, tokens)
                .run(MessageReader::read, this::check);

        assertThat(compared).isGreaterThan(1_000);
    }

    private static Stream<byte[]> withAllKinds() {
        Value all = Value.arr(List.of(
                Value.nl(new Nil()),
                Value.b(true),
                Value.i(Long.MIN_VALUE),
                Value.flt(-0.0),
                Value.str("платёж"),
                Value.bin(new byte[] {0, -1}),
                Value.arr(List.of()),
                Value.obj(
                        Map.of(Value.i(1), Value.obj(Map.of()), Value.str("a"), Value.arr(List.of(Value.b(false)))))));
        MachineEvent event = new MachineEvent("ns", "id", 1, "t", all);
        return Stream.of(
                ThriftBytes.of(SinkEvent.event(event)), ThriftBytes.of(SinkEvent.event(event.setFormat_version(-1))));
    }

    private void check(byte[] message, @Nullable Message ours) {
        if (ours == null) {
            return;
        }
        Message theirs = GeneratedClasses.read(message);
        if (GeneratedClasses.keep(ours)) {
            compared++;
            assertThat(ours).isEqualTo(theirs);
        }
    }
}
