package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalTermTest {

    private static final String I_1 = "6802 770169 6101";
    private static final String ARR = "6802 7703617272";
    private static final String OBJ = "6802 77036f626a";

    private final Transcoding transcoding = new Transcoding();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an integer as byte and as word,                6802 770169 6101,              6802 770169 6200000001",
        "an integer as byte and as big,                 6802 770169 6101,              6802 770169 6e0200 0100",
        "an integer as small and as large big,          6802 770169 6e0100 05,         6900000002 770169 6f00000003 00 050000",
        "a kind as old and as new atom,                 6802 640001 69 6101,           6802 770169 6101",
        "a kind in a small and in a large tuple,        6802 770169 6101,              6900000002 770169 6101",
        "a boolean as old and as new atom,              6802 770162 64000474727565,    6802 770162 770474727565",
        "a float as bits and as text,                   6802 7703666c74 463ff8000000000000, "
                + "6802 7703666c74 63312e3530303030303030303030303030303030303030652b30300000000000",
        "a binary and one of eight last bits,           6802 770362696e 6d00000001e0,  6802 770362696e 4d0000000108e0",
        "an empty list in two ways,                     6802 7703617272 6a,            6802 7703617272 6c000000006a",
        "a list in one piece and in two,                "
                + "6802 7703617272 6c00000002 6802770169610168027701696102 6a, "
                + "6802 7703617272 6c00000001 68027701696101 6c00000001 68027701696102 6a",
        "a nil of one and of two fields,                6802 77026e6c 6801 770e6d675f6d73677061636b5f4e696c, "
                + "6802 77026e6c 6802 770e6d675f6d73677061636b5f4e696c 6101",
        "objects whose entries stand in another order,  "
                + "6802 77036f626a 7400000002 68027701696101 68027701696102 68027701696103 68027701696104, "
                + "6802 77036f626a 7400000002 68027701696103 68027701696104 68027701696101 68027701696102",
        "lists with such objects inside,  "
                + "6802 7703617272 6c00000001 6802 77036f626a 7400000002 68027701696101 68027701696102 68027701696103 "
                + "68027701696104 6a, "
                + "6802 7703617272 6c00000001 6802 77036f626a 7400000002 68027701696103 68027701696104 68027701696101 "
                + "68027701696102 6a",
    })
    void one_key_in_two_encodings_is_one_key(String what, String one, String other) throws PoisonRowException {
        for (String key : List.of(one, other)) {
            assertThat(transcode(OBJ, "7400000001", key, I_1).getObj()).hasSize(1);
        }
        assertPoison("key twice", OBJ, "7400000002", one, I_1, other, I_1);
        assertPoison("key twice", OBJ, "7400000002", one, I_1, one, I_1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "numbers of two kinds,         6802 770169 6101,             6802 7703666c74 463ff0000000000000",
        "text and bytes,               6802 7703737472 6d0000000161, 6802 770362696e 6d0000000161",
        "both zeros,                   6802 7703666c74 460000000000000000, 6802 7703666c74 468000000000000000",
        "lists in another order,       "
                + "6802 7703617272 6c00000002 68027701696101 68027701696102 6a, "
                + "6802 7703617272 6c00000002 68027701696102 68027701696101 6a",
        "a list and the list in it,    " + "6802 7703617272 6a, 6802 7703617272 6c00000001 6802 7703617272 6a 6a",
        "objects with swapped values,  "
                + "6802 77036f626a 7400000002 68027701696101 68027701696102 68027701696103 68027701696104, "
                + "6802 77036f626a 7400000002 68027701696101 68027701696104 68027701696103 68027701696102",
        "an object and one key more,   "
                + "6802 77036f626a 7400000000, 6802 77036f626a 7400000001 68027701696101 68027701696102",
    })
    void different_keys_stand_side_by_side(String what, String one, String other) throws PoisonRowException {
        Value value = transcode(OBJ, "7400000002", one, I_1, other, I_1);
        assertThat(value.getObj()).hasSize(2);
    }

    @Test
    void entries_keep_their_order() throws PoisonRowException {
        Map<Value, Value> entries = new LinkedHashMap<>();
        for (int i = 100; i > 0; i--) {
            entries.put(Value.str("key" + i), Value.i(i));
        }
        Value value = Value.obj(entries);
        assertThat(transcoding.of(ErlangEncoder.encode(value, new Random(1)))).isEqualTo(ThriftBytes.of(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6802 770169 6e0800 0000000000000080", // 2^63
                "6802 770169 6e0801 0100000000000080", // -2^63-1
                "6802 770169 6e0900 000000000000000001", // 2^64
                "6802 770169 6f00000009 01 000000000000008001",
            })
    void an_integer_beyond_64_bits_is_poison(String term) {
        assertPoison("more than 64 bits", term);
    }

    @ParameterizedTest
    @CsvSource({
        "6802 770169 6e0000,                             0",
        "6802 770169 6e0100 00,                          0",
        "6802 770169 6e0a01 00000000000000800000,        -9223372036854775808",
        "6802 770169 6f0000000a 00 ffffffffffffff7f0000, 9223372036854775807",
        "6802 770169 62ffffffff,                         -1",
    })
    void an_integer_may_have_leading_zeros(String term, long expected) throws PoisonRowException {
        assertThat(transcode(term)).isEqualTo(Value.i(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "1.00000000000000005551e-01, 0.1",
        "-2.5e+0,                    -2.5",
        "1.79769313486231570815e+308, 1.7976931348623157E308",
        "1.0e-400,                   0.0",
    })
    void a_float_in_text_is_read_exactly(String text, double expected) throws PoisonRowException {
        assertThat(transcode("6802 7703666c74 63", textFloat(text))).isEqualTo(Value.flt(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "inf", "1", "1.", ".5", "1.0x", "0x1.0p0", " 1.0", "1.0d", "1.0e+309", ""})
    void a_float_in_text_that_is_none_is_poison(String text) {
        assertPoison("float", "6802 7703666c74 63", textFloat(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ARR + "6c00000001 68027701696101 6101", // improper list
                ARR + "6b0001 01", // string
                ARR + "6c00000001 68027701696101 6b000101", // string as the tail
                OBJ + "6a",
                "6802 7703666f6f 6101",
                "6802 770262 00 6101",
                "6802 770162 7703796573", // {b, yes}
                "6803 770169 6101 6101",
                "6802 77026e6c 6800",
                "6802 77026e6c 6a",
                "6802 770362696e 4d0000000107e0", // seven bits
                "6802 770362696e 4d0000000008", // no byte, eight bits
                "6802 770169 5201", // a cached atom
                "6701 00", // a pid
                "6802 770169 83 6101", // a version inside
                "6802 77026e6c 6802 770e6d675f6d73677061636b5f4e696c 67", // a pid in the field to ignore
            })
    void anything_else_is_poison(String term) {
        assertPoison("payload ", term);
    }

    @Test
    void a_reason_never_shows_data() {
        String secret = "6802 7703737472 6d00000006 736563726574 ";
        assertThatThrownBy(() -> transcode(OBJ, "7400000002", secret, I_1, secret, I_1))
                .hasMessage("payload has an object with a key twice, at byte 56");
        assertThatThrownBy(() -> transcode("6802 7706736563726574 6101"))
                .hasMessage("payload has a value of an unknown kind, at byte 5");
    }

    @ParameterizedTest
    @CsvSource({"256, 512", "512, 1024"})
    void as_many_levels_as_are_allowed_fit_a_small_stack(int levels, int stackKilobytes) throws InterruptedException {
        Transcoding deep = new Transcoding(new ExternalTermLimits(levels, 1, 1));
        AtomicReference<Object> outcome = new AtomicReference<>();
        Runnable transcode = () -> {
            try {
                outcome.set(deep.of(nestedInKeys(levels)));
            } catch (PoisonRowException | StackOverflowError e) {
                outcome.set(e);
            }
        };
        Thread thread = new Thread(null, transcode, "small stack", (long) stackKilobytes << 10);
        thread.start();
        thread.join();
        assertThat(outcome.get()).isInstanceOf(byte[].class);
    }

    @Test
    void more_levels_are_poison() throws PoisonRowException {
        assertThat(transcoding.of(nested(256))).isNotEmpty();
        assertPoison("nested deeper than 256 levels", nested(257));
        assertPoison("nested deeper than 256 levels", nested(1_000_000));
        assertPoison("nested deeper than 256 levels", nestedInKeys(257));
        Transcoding shallow = new Transcoding(new ExternalTermLimits(3, 1, 1));
        assertThat(shallow.of(nested(3))).isNotEmpty();
        assertThatThrownBy(() -> shallow.of(nested(4))).isInstanceOf(PoisonRowException.class);
    }

    @Test
    void levels_count_in_keys_and_in_what_is_ignored_too() {
        assertPoison("nested deeper", (OBJ + "7400000002").repeat(100_000));
        assertPoison(
                "nested deeper", "6802 77026e6c 6802 770e6d675f6d73677061636b5f4e696c", "6c00000001".repeat(100_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ARR + "6c7fffffff",
                ARR + "6cffffffff",
                OBJ + "747fffffff",
                OBJ + "74ffffffff",
                "6802 770362696e 6d7fffffff 00",
                "6802 770362696e 6dffffffff 00",
                "6802 770362696e 4dffffffff 08 00",
                "6802 770169 6f7fffffff 00",
                "6802 770169 6fffffffff 00",
                "69ffffffff",
                "6802 77026e6c 69ffffffff 770e6d675f6d73677061636b5f4e696c",
                "50 02000001 789c", // 32 MiB and a byte
                "50 ffffffff 789c",
                "50 00100001 789c cb602a4d05000000",
            })
    void a_hostile_length_takes_no_memory(String term) {
        byte[] payload = hex("83", term);
        assertPoison("payload ", payload);
        long allocated = Cost.bytes(() -> isPoison(payload));
        assertThat(allocated).isLessThan(64 << 10);
    }

    @Test
    void a_bomb_is_poison_before_it_goes_off() {
        byte[] large = ErlangEncoder.plain(Value.bin(new byte[40 << 20]), new Random(1));
        assertPoison("more than 200 times its size", deflated(8 << 20));
        assertPoison("the limit is", ErlangEncoder.compressed(large, new Random(2)));
    }

    @Test
    void a_payload_below_half_a_megabyte_may_compress_a_thousandfold() throws PoisonRowException {
        byte[] payload = deflated(200_000);
        assertThat(payload.length).isLessThan(200_000 / 200);
        assertThat(ThriftBytes.value(transcoding.of(payload))).isEqualTo(Value.bin(new byte[200_000]));
    }

    @Test
    void a_stream_must_give_the_size_it_announces() throws PoisonRowException {
        byte[] term = ErlangEncoder.plain(Value.str("x".repeat(100)), new Random(1));
        byte[] compressed = ErlangEncoder.compressed(term, new Random(1));
        assertThat(transcoding.of(compressed)).isEqualTo(transcoding.of(term));
        for (int difference : new int[] {-1, 1}) {
            byte[] other = compressed.clone();
            other[5] += (byte) difference;
            assertPoison("another size", other);
        }
        byte[] damaged = compressed.clone();
        damaged[damaged.length - 1] ^= 1;
        assertPoison("damaged", damaged);
    }

    @Test
    void an_object_of_many_keys_is_checked_in_linear_time() throws PoisonRowException {
        Map<Value, Value> entries = new HashMap<>();
        for (int i = 0; i < 300_000; i++) {
            entries.put(Value.str("key" + i), Value.i(i));
        }
        Value value = Value.obj(entries);
        byte[] payload = ErlangEncoder.plain(value, new Random(1));
        long start = Cost.cpuNanos();
        byte[] bytes = transcoding.of(payload);
        assertThat(Cost.cpuNanos() - start).isLessThan(5_000_000_000L);
        assertThat(ThriftBytes.value(bytes)).isEqualTo(value);
    }

    @Test
    void keys_inside_keys_are_hashed_once() throws PoisonRowException {
        // Every level has two keys, and the first holds all that is deeper.
        Value value = Value.str("x".repeat(1 << 20));
        for (int level = 0; level < 120; level++) {
            Map<Value, Value> entries = new LinkedHashMap<>();
            entries.put(value, Value.i(level));
            entries.put(Value.i(level), Value.i(level));
            value = Value.obj(entries);
        }
        byte[] payload = ErlangEncoder.plain(value, new Random(1));
        long start = Cost.cpuNanos();
        assertThat(transcoding.of(payload)).hasSizeGreaterThan(1 << 20);
        assertThat(Cost.cpuNanos() - start).isLessThan(2_000_000_000L);
    }

    @Test
    void limits_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new ExternalTermLimits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ExternalTermLimits(513, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ExternalTermLimits(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ExternalTermLimits(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private Value transcode(String... parts) throws PoisonRowException {
        return ThriftBytes.value(transcoding.of(hex("83", String.join("", parts))));
    }

    private void assertPoison(String reason, String... parts) {
        assertPoison(reason, hex("83", String.join("", parts)));
    }

    private void assertPoison(String reason, byte[] payload) {
        assertThatThrownBy(() -> transcoding.of(payload))
                .isInstanceOf(PoisonRowException.class)
                .hasMessageContaining(reason);
    }

    private boolean isPoison(byte[] payload) {
        try {
            transcoding.of(payload);
            return false;
        } catch (PoisonRowException e) {
            return true;
        }
    }

    /** {@code {arr, [{arr, [... {i, 1}]}]}} of so many levels. */
    private static byte[] nested(int levels) {
        return hex("83", (ARR + "6c00000001").repeat(levels - 1), I_1, "6a".repeat(levels - 1));
    }

    /** {@code {obj, #{{obj, #{...}} => 1, 2 => 1}}} of so many levels. */
    private static byte[] nestedInKeys(int levels) {
        return hex(
                "83", (OBJ + "7400000002").repeat(levels - 1), I_1, (I_1 + "68027701696102" + I_1).repeat(levels - 1));
    }

    /** A binary of so many zeros, compressed as well as zlib can. */
    private static byte[] deflated(int zeros) {
        byte[] term = ErlangEncoder.plain(Value.bin(new byte[zeros]), new Random(1));
        Random best = new Random() {
            @Override
            public int nextInt(int bound) {
                return bound - 1;
            }
        };
        return ErlangEncoder.compressed(term, best);
    }

    private static String textFloat(String text) {
        byte[] padded = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 31);
        return HexFormat.of().formatHex(padded);
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }
}
