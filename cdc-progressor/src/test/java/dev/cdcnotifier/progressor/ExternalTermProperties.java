package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import com.ericsson.otp.erlang.OtpErlangDecodeException;
import com.ericsson.otp.erlang.OtpInputStream;
import com.ericsson.otp.erlang.OtpOutputStream;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExternalTermProperties {

    private final Transcoding transcoding = new Transcoding();

    @Provide
    Arbitrary<Value> values() {
        return Values.any();
    }

    @Provide
    Arbitrary<Value> valuesWithoutNegativeZero() {
        return Values.withoutNegativeZero();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_value_survives_every_encoding_of_erlang(@ForAll("values") Value value, @ForAll long seed)
            throws PoisonRowException {
        byte[] payload = ErlangEncoder.encode(value, new Random(seed));
        assertThat(ThriftBytes.value(transcoding.of(payload))).isEqualTo(value);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void what_stands_around_a_payload_does_not_matter(
            @ForAll("values") Value value, @ForAll long seed, @ForAll byte[] before, @ForAll byte[] after)
            throws PoisonRowException {
        byte[] payload = ErlangEncoder.encode(value, new Random(seed));
        byte[] around = new byte[before.length + payload.length + after.length];
        System.arraycopy(before, 0, around, 0, before.length);
        System.arraycopy(payload, 0, around, before.length, payload.length);
        System.arraycopy(after, 0, around, before.length + payload.length, after.length);
        assertThat(transcoding.of(around, before.length, payload.length)).isEqualTo(transcoding.of(payload));
        assertThat(transcoding.of(around, before.length, payload.length + after.length))
                .as("bytes after the term")
                .isEqualTo(transcoding.of(payload));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void every_part_of_a_payload_without_its_end_is_poison(@ForAll("values") Value value, @ForAll long seed) {
        byte[] payload = ErlangEncoder.plain(value, new Random(seed));
        for (int length = 0; length < payload.length; length++) {
            byte[] part = Arrays.copyOf(payload, length);
            assertThat(isPoison(part))
                    .as("%s of %s bytes", length, payload.length)
                    .isTrue();
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void ericsson_reads_the_same_value(@ForAll("valuesWithoutNegativeZero") Value value, @ForAll long seed)
            throws OtpErlangDecodeException, PoisonRowException {
        byte[] payload = ErlangEncoder.forJinterface(value, new Random(seed));
        Value theirs = Jinterface.value(new OtpInputStream(payload).read_any());
        assertThat(ThriftBytes.value(transcoding.of(payload))).isEqualTo(theirs);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void what_ericsson_writes_is_read_as_the_same_value(@ForAll("values") Value value, @ForAll boolean compressed)
            throws PoisonRowException {
        OtpOutputStream out = new OtpOutputStream();
        out.write1(131);
        if (compressed) {
            out.write_compressed(Jinterface.term(value));
        } else {
            out.write_any(Jinterface.term(value));
        }
        assertThat(ThriftBytes.value(transcoding.of(out.toByteArray()))).isEqualTo(value);
    }

    private boolean isPoison(byte[] payload) {
        try {
            transcoding.of(payload);
            return false;
        } catch (PoisonRowException e) {
            return true;
        }
    }
}
