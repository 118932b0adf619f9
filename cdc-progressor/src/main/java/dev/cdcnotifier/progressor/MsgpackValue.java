package dev.cdcnotifier.progressor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A value of {@code msgpack.thrift}, nothing of it lost: text stays the bytes it is, and an object keeps the order of its
 * entries. Values are equal when they mean the same: the order of an object's entries does not count, the kind of a value
 * does. Immutable; any thread.
 */
public sealed interface MsgpackValue {

    /** The absence of a value. */
    record Nil() implements MsgpackValue {}

    record Bool(boolean value) implements MsgpackValue {}

    record Int(long value) implements MsgpackValue {}

    /** The two zeros differ, and a NaN is equal to a NaN. */
    record Flt(double value) implements MsgpackValue {}

    /** Text, as bytes that should be UTF-8. */
    record Str(ByteBuffer bytes) implements MsgpackValue {

        public Str {
            bytes = bytes.asReadOnlyBuffer();
        }

        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }

        /** The text; empty when the bytes are not UTF-8. */
        public Optional<String> text() {
            try {
                return Optional.of(
                        StandardCharsets.UTF_8.newDecoder().decode(bytes()).toString());
            } catch (CharacterCodingException e) {
                return Optional.empty();
            }
        }
    }

    record Bin(ByteBuffer bytes) implements MsgpackValue {

        public Bin {
            bytes = bytes.asReadOnlyBuffer();
        }

        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }
    }

    record Entry(MsgpackValue key, MsgpackValue value) {}

    /** @param entries in the message's order; nothing forbids a key twice */
    record Obj(List<Entry> entries) implements MsgpackValue {

        public Obj {
            entries = List.copyOf(entries);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Obj obj
                    && entries.size() == obj.entries.size()
                    && (entries.equals(obj.entries) || counted().equals(obj.counted()));
        }

        @Override
        public int hashCode() {
            return entries.stream().mapToInt(Entry::hashCode).sum();
        }

        private Map<Entry, Long> counted() {
            return entries.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        }
    }

    record Arr(List<MsgpackValue> items) implements MsgpackValue {

        public Arr {
            items = List.copyOf(items);
        }
    }
}
