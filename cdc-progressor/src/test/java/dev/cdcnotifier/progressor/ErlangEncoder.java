package dev.cdcnotifier.progressor;

import dev.cdcnotifier.thrift.msgpack.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * What {@code term_to_binary} makes of a value, in any of the encodings that Erlang's releases have chosen: a random one
 * for each piece.
 */
final class ErlangEncoder {

    private static final int[] ATOM_TAGS = {100, 115, 118, 119};
    private static final int[] ATOM_TAGS_OF_JINTERFACE = {100, 118, 119};

    private final Random random;
    private final boolean forJinterface;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ErlangEncoder(Random random, boolean forJinterface) {
        this.random = random;
        this.forJinterface = forJinterface;
    }

    /** The value as a term, plain or compressed. */
    static byte[] encode(Value value, Random random) {
        return random.nextInt(4) == 0 ? compressed(plain(value, random), random) : plain(value, random);
    }

    /** The value as a term that is not compressed. */
    static byte[] plain(Value value, Random random) {
        return plain(value, new ErlangEncoder(random, false));
    }

    /** The same without what jinterface misreads: small old atoms, whole bytes as bits, empty lists with a header. */
    static byte[] forJinterface(Value value, Random random) {
        return plain(value, new ErlangEncoder(random, true));
    }

    private static byte[] plain(Value value, ErlangEncoder encoder) {
        encoder.u8(131);
        encoder.value(value);
        return encoder.out.toByteArray();
    }

    /** The term inside the envelope of a compressed one. */
    static byte[] compressed(byte[] term, Random random) {
        ErlangEncoder encoder = new ErlangEncoder(random, false);
        encoder.u8(131);
        encoder.u8(80);
        encoder.u32(term.length - 1);
        Deflater deflater = new Deflater(random.nextInt(10));
        try (DeflaterOutputStream zlib = new DeflaterOutputStream(encoder.out, deflater)) {
            zlib.write(term, 1, term.length - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return encoder.out.toByteArray();
    }

    private void value(Value value) {
        tuple(2);
        switch (value.getSetField()) {
            case NL -> nil();
            case B -> {
                atom("b");
                atom(value.getB() ? "true" : "false");
            }
            case I -> {
                atom("i");
                integer(value.getI());
            }
            case FLT -> {
                atom("flt");
                floating(value.getFlt());
            }
            case STR -> {
                atom("str");
                binary(value.getStr().getBytes(StandardCharsets.UTF_8));
            }
            case BIN -> {
                atom("bin");
                binary(value.getBin());
            }
            case OBJ -> object(value.getObj());
            case ARR -> array(value.getArr());
        }
    }

    private void nil() {
        atom("nl");
        boolean moreFields = random.nextInt(4) == 0;
        tuple(moreFields ? 3 : 1);
        atom("mg_msgpack_Nil");
        if (moreFields) {
            value(Value.arr(List.of(Value.i(random.nextInt()), Value.flt(random.nextDouble()), Value.obj(Map.of()))));
            out.writeBytes(new byte[] {107, 0, 2, 'a', 'b'});
        }
    }

    private void object(Map<Value, Value> entries) {
        atom("obj");
        u8(116);
        u32(entries.size());
        entries.forEach((key, entry) -> {
            value(key);
            value(entry);
        });
    }

    private void array(List<Value> elements) {
        atom("arr");
        if (!elements.isEmpty() || (!forJinterface && random.nextInt(4) == 0)) {
            u8(108);
            u32(elements.size());
            elements.forEach(this::value);
        }
        u8(106);
    }

    private void tuple(int arity) {
        if (random.nextBoolean()) {
            u8(104);
            u8(arity);
        } else {
            u8(105);
            u32(arity);
        }
    }

    private void atom(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        int[] tags = forJinterface ? ATOM_TAGS_OF_JINTERFACE : ATOM_TAGS;
        int tag = tags[random.nextInt(tags.length)];
        u8(tag);
        if (tag == 100 || tag == 118) {
            u8(bytes.length >>> 8);
        }
        u8(bytes.length);
        out.writeBytes(bytes);
    }

    private void integer(long value) {
        int choice = random.nextInt(4);
        if (choice == 0 && value >= 0 && value < 256) {
            u8(97);
            u8((int) value);
        } else if (choice <= 1 && value == (int) value) {
            u8(98);
            u32((int) value);
        } else {
            big(choice == 2, value);
        }
    }

    private void big(boolean large, long value) {
        byte[] magnitude = BigInteger.valueOf(value).abs().toByteArray();
        int length = magnitude.length + random.nextInt(3);
        if (large) {
            u8(111);
            u32(length);
        } else {
            u8(110);
            u8(length);
        }
        u8(value < 0 ? 1 : 0);
        for (int i = 0; i < length; i++) {
            u8(i < magnitude.length ? magnitude[magnitude.length - 1 - i] : 0);
        }
    }

    private void floating(double value) {
        if (random.nextBoolean()) {
            u8(70);
            out.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
        } else {
            boolean negative = Double.doubleToRawLongBits(value) < 0;
            String text = (negative ? "-" : "") + String.format("%.20e", new BigDecimal(Math.abs(value)));
            u8(99);
            out.writeBytes(ByteBuffer.allocate(31)
                    .put(text.getBytes(StandardCharsets.US_ASCII))
                    .array());
        }
    }

    private void binary(byte[] bytes) {
        boolean bits = !forJinterface && bytes.length > 0 && random.nextInt(4) == 0;
        u8(bits ? 77 : 109);
        u32(bytes.length);
        if (bits) {
            u8(8);
        }
        out.writeBytes(bytes);
    }

    private void u8(int value) {
        out.write(value);
    }

    private void u32(int value) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }
}
