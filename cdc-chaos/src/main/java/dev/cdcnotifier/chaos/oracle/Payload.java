package dev.cdcnotifier.chaos.oracle;

import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangBinary;
import com.ericsson.otp.erlang.OtpErlangDecodeException;
import com.ericsson.otp.erlang.OtpErlangDouble;
import com.ericsson.otp.erlang.OtpErlangList;
import com.ericsson.otp.erlang.OtpErlangLong;
import com.ericsson.otp.erlang.OtpErlangMap;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpErlangTuple;
import com.ericsson.otp.erlang.OtpInputStream;
import dev.vality.machinegun.msgpack.Nil;
import dev.vality.machinegun.msgpack.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An event's payload as Erlang's own Java library reads it, in the consumers' own classes. */
final class Payload {

    private Payload() {}

    static Value of(byte[] term) {
        try (OtpInputStream in = new OtpInputStream(term)) {
            return value(in.read_any());
        } catch (OtpErlangDecodeException | java.io.IOException e) {
            throw new IllegalArgumentException("the workload wrote a payload that nobody can read", e);
        }
    }

    private static Value value(OtpErlangObject term) {
        OtpErlangTuple pair = (OtpErlangTuple) term;
        OtpErlangObject content = pair.elementAt(1);
        String tag = ((OtpErlangAtom) pair.elementAt(0)).atomValue();
        return switch (tag) {
            case "nl" -> Value.nl(new Nil());
            case "b" -> Value.b(((OtpErlangAtom) content).booleanValue());
            case "i" -> Value.i(((OtpErlangLong) content).longValue());
            case "flt" -> Value.flt(((OtpErlangDouble) content).doubleValue());
            case "str" -> Value.str(new String(((OtpErlangBinary) content).binaryValue(), StandardCharsets.UTF_8));
            case "bin" -> Value.bin(((OtpErlangBinary) content).binaryValue());
            case "obj" -> Value.obj(map((OtpErlangMap) content));
            case "arr" -> Value.arr(list((OtpErlangList) content));
            default -> throw new IllegalArgumentException("tag " + tag);
        };
    }

    private static Map<Value, Value> map(OtpErlangMap map) {
        Map<Value, Value> values = new HashMap<>();
        for (OtpErlangObject key : map.keys()) {
            values.put(value(key), value(map.get(key)));
        }
        return values;
    }

    private static List<Value> list(OtpErlangList list) {
        List<Value> values = new ArrayList<>();
        for (OtpErlangObject element : list) {
            values.add(value(element));
        }
        return values;
    }
}
