package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.erlang.Term;
import dev.cdcnotifier.runner.erlang.Variables;
import dev.cdcnotifier.runner.imports.Value.Kind;
import dev.cdcnotifier.runner.imports.Value.Literal;
import dev.cdcnotifier.runner.imports.Value.Part;
import dev.cdcnotifier.runner.imports.Value.Variable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Single terms as values of ours. Pure. */
final class Conversions {

    private static final BigInteger SECOND = BigInteger.valueOf(1_000);
    private static final String BY_HAND = "Add it by hand.";

    /** Of the templates of a build, which rebar3 fills in. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*}}");

    private Conversions() {}

    /** A text, a binary, a name or a number; environment variables in it stay such. */
    static Value text(Setting from) throws UntranslatableException {
        return new Value(Kind.TEXT, parts(from.value()));
    }

    static Value file(Setting from) throws UntranslatableException {
        return text(from).as(Kind.FILE);
    }

    /** A name that other names have to match: never from the environment. */
    static Value name(Setting from) throws UntranslatableException {
        Value value = text(from);
        if (value.parts().stream().anyMatch(Variable.class::isInstance)) {
            throw new UntranslatableException(
                    "is a name that comes from the environment",
                    "Names of ours have to stand in the file: choose one, and add it by hand.");
        }
        return value;
    }

    static Value number(Setting from) throws UntranslatableException {
        if (from.value() instanceof Term.Int number) {
            return Value.bare(number.value().toString());
        }
        Value value = text(from).as(Kind.BARE);
        if (value.parts().size() == 1 && value.parts().get(0) instanceof Variable) {
            return value;
        }
        throw new UntranslatableException("is not a whole number", BY_HAND);
    }

    static Value duration(Setting from) throws UntranslatableException {
        Value millis = number(from);
        if (!(from.value() instanceof Term.Int number)) {
            return new Value(Kind.BARE, List.of(withoutFallback(millis.parts().get(0)), new Literal(" ms")));
        }
        BigInteger[] seconds = number.value().divideAndRemainder(SECOND);
        boolean whole = seconds[1].signum() == 0 && seconds[0].signum() > 0;
        return Value.bare(whole ? seconds[0] + " s" : number.value() + " ms");
    }

    /** Milliseconds as whole seconds, at least one, for a property that counts so. */
    static Value seconds(Setting from) throws UntranslatableException {
        if (from.value() instanceof Term.Int number && number.value().signum() > 0) {
            BigInteger roundedUp = number.value().add(SECOND.subtract(BigInteger.ONE));
            return Value.bare(roundedUp.divide(SECOND).toString());
        }
        throw new UntranslatableException("is not a number of milliseconds", BY_HAND);
    }

    /** A host: a name, or an address as text or as a tuple of numbers. */
    static Value host(Setting from) throws UntranslatableException {
        return new Value(Kind.TEXT, host(from.value()));
    }

    /** {@code [{Host, Port}, …]} as {@code host:port,host:port}. */
    static Value endpoints(Setting from) throws UntranslatableException {
        List<Part> parts = new ArrayList<>();
        for (Term endpoint : from.items()) {
            if (!(endpoint instanceof Term.Tuple pair) || pair.items().size() != 2) {
                throw new UntranslatableException("is not a list of {Host, Port}", "Add bootstrap.servers by hand.");
            }
            List<Part> host = host(pair.items().get(0));
            boolean isV6 =
                    host.get(0) instanceof Literal literal && literal.text().contains(":");
            parts.add(new Literal((parts.isEmpty() ? "" : ",") + (isV6 ? "[" : "")));
            parts.addAll(host);
            parts.add(new Literal(isV6 ? "]:" : ":"));
            parts.addAll(parts(pair.items().get(1)));
        }
        if (parts.isEmpty()) {
            throw new UntranslatableException("is empty", "Add bootstrap.servers by hand.");
        }
        return new Value(Kind.TEXT, joined(parts));
    }

    /** Parts of a longer text: neighbouring texts become one, and no variable has a fallback. */
    static List<Part> joined(List<Part> parts) throws UntranslatableException {
        List<Part> joined = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Literal literal) {
                text.append(literal.text());
                continue;
            }
            if (text.length() > 0) {
                joined.add(new Literal(text.toString()));
                text.setLength(0);
            }
            joined.add(withoutFallback(part));
        }
        if (text.length() > 0) {
            joined.add(new Literal(text.toString()));
        }
        return joined;
    }

    private static Part withoutFallback(Part part) throws UntranslatableException {
        if (part instanceof Variable variable && variable.fallback() != null) {
            throw new UntranslatableException(
                    "has a default for " + variable.name() + " inside of a longer value, which cannot be written here",
                    "Add it by hand, with the variable or with its default.");
        }
        return part;
    }

    private static List<Part> host(Term term) throws UntranslatableException {
        if (!(term instanceof Term.Tuple address)) {
            return parts(term);
        }
        boolean isV6 = address.items().size() == 8;
        List<String> numbers = new ArrayList<>();
        for (Term item : address.items()) {
            if (!(item instanceof Term.Int number)) {
                throw new UntranslatableException("is not an address", BY_HAND);
            }
            numbers.add(number.value().toString(isV6 ? 16 : 10));
        }
        if (!isV6 && numbers.size() != 4) {
            throw new UntranslatableException("is not an address", BY_HAND);
        }
        return List.of(new Literal(numbers.stream().collect(Collectors.joining(isV6 ? ":" : "."))));
    }

    private static List<Part> parts(Term term) throws UntranslatableException {
        if (term instanceof Term.Text text) {
            return split(text.value());
        }
        if (term instanceof Term.Binary binary && binary.text() != null) {
            return split(binary.text());
        }
        if (term instanceof Term.Atom atom) {
            return split(atom.name());
        }
        if (term instanceof Term.Int number) {
            return List.of(new Literal(number.value().toString()));
        }
        if (term instanceof Term.Variable variable) {
            return List.of(new Variable(variable.name(), variable.fallback()));
        }
        if (term instanceof Term.Sequence list && list.items().isEmpty()) {
            return List.of(new Literal(""));
        }
        throw new UntranslatableException("is not a text", BY_HAND);
    }

    private static List<Part> split(String text) throws UntranslatableException {
        if (PLACEHOLDER.matcher(text).find()) {
            throw new UntranslatableException(
                    "holds {{…}}, which a template has not filled in yet",
                    "Import the file that the service runs with, or add it by hand.");
        }
        List<Part> parts = new ArrayList<>();
        Matcher variable = Variables.PATTERN.matcher(text);
        int from = 0;
        while (variable.find()) {
            parts.add(new Literal(text.substring(from, variable.start())));
            parts.add(new Variable(variable.group(1), variable.group(2)));
            from = variable.end();
        }
        if (from == 0) {
            return List.of(new Literal(text));
        }
        parts.add(new Literal(text.substring(from)));
        boolean alone = Variables.PATTERN.matcher(text).matches();
        return alone ? List.of(parts.get(1)) : joined(parts);
    }
}
