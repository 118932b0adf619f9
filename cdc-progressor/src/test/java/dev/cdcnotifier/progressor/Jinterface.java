package dev.cdcnotifier.progressor;

import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangBinary;
import com.ericsson.otp.erlang.OtpErlangBitstr;
import com.ericsson.otp.erlang.OtpErlangDouble;
import com.ericsson.otp.erlang.OtpErlangList;
import com.ericsson.otp.erlang.OtpErlangLong;
import com.ericsson.otp.erlang.OtpErlangMap;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpErlangTuple;
import dev.cdcnotifier.thrift.msgpack.Nil;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values to and from the terms of Ericsson's own library. */
final class Jinterface {

    static OtpErlangObject term(Value value) {
        return switch (value.getSetField()) {
            case NL -> pair("nl", new OtpErlangTuple(new OtpErlangAtom("mg_msgpack_Nil")));
            case B -> pair("b", new OtpErlangAtom(value.getB() ? "true" : "false"));
            case I -> pair("i", new OtpErlangLong(value.getI()));
            case FLT -> pair("flt", new OtpErlangDouble(value.getFlt()));
            case STR -> pair("str", new OtpErlangBinary(value.getStr().getBytes(StandardCharsets.UTF_8)));
            case BIN -> pair("bin", new OtpErlangBinary(value.getBin()));
            case ARR ->
                pair(
                        "arr",
                        new OtpErlangList(
                                value.getArr().stream().map(Jinterface::term).toArray(OtpErlangObject[]::new)));
            case OBJ -> {
                OtpErlangMap map = new OtpErlangMap();
                value.getObj().forEach((key, entry) -> map.put(term(key), term(entry)));
                yield pair("obj", map);
            }
        };
    }

    /**
     * What a term says.
     *
     * @throws ClassCastException or another when it is none of these
     */
    static Value value(OtpErlangObject term) {
        OtpErlangTuple pair = (OtpErlangTuple) term;
        OtpErlangObject content = pair.elementAt(1);
        return switch (((OtpErlangAtom) pair.elementAt(0)).atomValue()) {
            case "nl" -> Value.nl(new Nil());
            case "b" -> Value.b(((OtpErlangAtom) content).atomValue().equals("true"));
            case "i" -> Value.i(((OtpErlangLong) content).longValue());
            case "flt" -> Value.flt(((OtpErlangDouble) content).doubleValue());
            case "str" -> Value.str(new String(((OtpErlangBitstr) content).binaryValue(), StandardCharsets.UTF_8));
            case "bin" -> Value.bin(((OtpErlangBitstr) content).binaryValue());
            case "arr" -> Value.arr(elements((OtpErlangList) content));
            default -> {
                Map<Value, Value> entries = new HashMap<>();
                ((OtpErlangMap) content)
                        .entrySet()
                        .forEach(entry -> entries.put(value(entry.getKey()), value(entry.getValue())));
                yield Value.obj(entries);
            }
        };
    }

    /** A tail that is a list goes on with the same list, which this library does not say by itself. */
    private static List<Value> elements(OtpErlangList list) {
        List<Value> elements = new ArrayList<>();
        OtpErlangObject rest = list;
        while (rest instanceof OtpErlangList part) {
            part.forEach(element -> elements.add(value(element)));
            rest = part.getLastTail();
        }
        if (rest != null) {
            throw new AssertionError("an improper list was taken for a value");
        }
        return elements;
    }

    /** Whether it would read another value: it takes the two zeros for one, as numbers and so as keys. */
    static boolean takesForOther(Value value) {
        return switch (value.getSetField()) {
            case FLT -> Double.doubleToRawLongBits(value.getFlt()) == Double.doubleToRawLongBits(-0.0);
            case ARR -> value.getArr().stream().anyMatch(Jinterface::takesForOther);
            case OBJ ->
                value.getObj().entrySet().stream()
                        .anyMatch(entry -> takesForOther(entry.getKey()) || takesForOther(entry.getValue()));
            default -> false;
        };
    }

    private static OtpErlangTuple pair(String kind, OtpErlangObject content) {
        return new OtpErlangTuple(new OtpErlangObject[] {new OtpErlangAtom(kind), content});
    }
}
