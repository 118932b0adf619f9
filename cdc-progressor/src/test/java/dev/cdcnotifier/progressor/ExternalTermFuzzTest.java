package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import com.ericsson.otp.erlang.OtpErlangDecodeException;
import com.ericsson.otp.erlang.OtpInputStream;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.progressor.Vectors.RowVector;
import dev.cdcnotifier.testkit.fuzz.Fuzz;
import dev.cdcnotifier.thrift.msgpack.Nil;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Payloads that were damaged: whatever the bytes, the outcome is a whole value or a poison row, in bounds. */
class ExternalTermFuzzTest {

    private static final int[] TAGS = {
        70, 77, 80, 97, 98, 99, 100, 104, 105, 106, 107, 108, 109, 110, 111, 115, 116, 118, 119, 131
    };
    private static final int COMPRESSED = 80;
    private static final int COMPRESSED_HEADER = 6;
    private static final int ENCODINGS = 50;

    private final Transcoding transcoding = new Transcoding();
    private int compared;
    private int comparedCompressed;

    @Test
    void a_damaged_payload_is_poison_or_the_value_that_ericsson_reads() {
        List<byte[]> corpus = Stream.concat(recorded(), encodedInManyWays()).toList();
        List<byte[]> tokens =
                IntStream.of(TAGS).mapToObj(tag -> new byte[] {(byte) tag}).toList();

        new Fuzz(ExternalTermFuzzTest.class, "external-term", PoisonRowException.class, corpus, tokens)
                .run(transcoding::of, this::check);

        assertThat(compared).isGreaterThan(1_000);
        assertThat(comparedCompressed).isPositive();
    }

    private static Stream<byte[]> recorded() {
        return Vectors.eventsink().stream()
                .map(RowVector::json)
                .filter(json -> json.hasNonNull("payload_b64"))
                .map(json -> Base64.getDecoder().decode(json.get("payload_b64").asText()));
    }

    /** The encodings that Erlang's releases choose; every second value holds a zero that the other reader cannot read. */
    private static Stream<byte[]> encodedInManyWays() {
        return IntStream.range(0, ENCODINGS)
                .mapToObj(seed -> ErlangEncoder.encode(withAllKinds(seed % 2 == 0 ? 0.5 : -0.0), new Random(seed)));
    }

    /** Its keys are nearly the same. */
    private static Value withAllKinds(double number) {
        Map<Value, Value> entries = new LinkedHashMap<>();
        for (Value key : List.of(
                Value.nl(new Nil()),
                Value.b(true),
                Value.i(0),
                Value.i(Long.MIN_VALUE),
                Value.flt(0.0),
                Value.flt(number),
                Value.str("0"),
                Value.bin(new byte[] {'0'}),
                Value.arr(List.of(Value.i(0), Value.flt(1e300))),
                Value.obj(Map.of(Value.i(0), Value.arr(List.of()))))) {
            entries.put(key, Value.arr(List.of(key)));
        }
        return Value.obj(entries);
    }

    private void check(byte[] payload, byte @Nullable [] message) {
        if (message == null) {
            return;
        }
        // Our writer's bytes are whole: a reader that knows nothing of ours takes all of them.
        Value ours = ThriftBytes.value(message);
        Value theirs = readByEricsson(payload);
        if (theirs != null && !Jinterface.takesForOther(ours)) {
            compared++;
            comparedCompressed += payload[1] == COMPRESSED ? 1 : 0;
            assertThat(ours).isEqualTo(theirs);
        }
    }

    /**
     * Null where it does not know an encoding, or misreads one: it does not read the tail of a list without elements, and
     * then takes content for a length, runs out of memory, or leaves the rest unread.
     */
    private static @Nullable Value readByEricsson(byte[] payload) {
        try {
            OtpInputStream stream = new OtpInputStream(inflated(payload));
            Value value = Jinterface.value(stream.read_any());
            return stream.available() == 0 ? value : null;
        } catch (OtpErlangDecodeException | DataFormatException | RuntimeException | VirtualMachineError e) {
            return null;
        }
    }

    /** By Java, since the other reader does not tell what it leaves unread of a compressed term. */
    private static byte[] inflated(byte[] payload) throws DataFormatException {
        if (payload[1] != COMPRESSED) {
            return payload;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(payload, COMPRESSED_HEADER, payload.length - COMPRESSED_HEADER);
            ByteBuffer term = ByteBuffer.allocate(1 + ByteBuffer.wrap(payload).getInt(2));
            inflater.inflate(term.put(payload[0]));
            return term.array();
        } finally {
            inflater.end();
        }
    }
}
