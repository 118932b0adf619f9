package dev.cdcnotifier.progressor;

import dev.cdcnotifier.thrift.msgpack.Nil;
import dev.cdcnotifier.thrift.msgpack.Value;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Any value of MessagePack, as the generated classes hold it. */
final class Values {

    private static final int DEEPEST = 4;

    private Values() {}

    static Arbitrary<Value> any() {
        return any(
                DEEPEST,
                Arbitraries.oneOf(
                        Arbitraries.doubles().filter(Double::isFinite),
                        Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE)));
    }

    /** For readers that take the zeros for one. */
    static Arbitrary<Value> withoutNegativeZero() {
        return any(DEEPEST, Arbitraries.doubles().filter(Double::isFinite).map(number -> number + 0.0));
    }

    private static Arbitrary<Value> any(int levels, Arbitrary<Double> doubles) {
        if (levels == 0) {
            return scalars(doubles);
        }
        Arbitrary<Value> inner = Arbitraries.lazy(() -> any(levels - 1, doubles));
        return Arbitraries.frequencyOf(
                Tuple.of(3, scalars(doubles)),
                Tuple.of(1, inner.list().ofMaxSize(5).map(Value::arr)),
                Tuple.of(2, Arbitraries.maps(inner, inner).ofMaxSize(5).map(Value::obj)));
    }

    private static Arbitrary<Value> scalars(Arbitrary<Double> doubles) {
        return Arbitraries.oneOf(
                Arbitraries.just(new Nil()).map(Value::nl),
                Arbitraries.of(true, false).map(Value::b),
                Arbitraries.longs().map(Value::i),
                Arbitraries.integers().between(-300, 300).map(Value::i),
                doubles.map(Value::flt),
                Arbitraries.strings().ofMaxLength(12).filter(Values::isUnicode).map(Value::str),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Value::bin));
    }

    private static boolean isUnicode(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }
}
