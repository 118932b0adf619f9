package dev.cdcnotifier.runner.erlang;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Erlang term and the full stop after it, as {@code file:consult/1} does: the form of a {@code sys.config}. And
 * {@code ${NAME}} where a term may stand, as it is in a {@code sys.config.src}.
 *
 * <p>Nothing is run and no atom is interned; depth and size are bounded. What Erlang reads and this does not (records,
 * improper lists, sizes in binaries, triple-quoted texts) is refused with its place. Stateless.
 */
public final class ErlangReader {

    /** The largest file that is read. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 256;
    private static final BigInteger MAX_BYTE = BigInteger.valueOf(255);

    private final Cursor cursor;
    private final Literals literals;

    private ErlangReader(String text) {
        this.cursor = new Cursor(text);
        this.literals = new Literals(cursor);
    }

    /**
     * The term of a file.
     *
     * @param file UTF-8
     * @throws ErlangSyntaxException when it is not one term with a full stop; or larger or deeper than a configuration is
     */
    public static Term read(byte[] file) throws ErlangSyntaxException {
        if (file.length > MAX_BYTES) {
            throw new ErlangSyntaxException(
                    new Position(1, 1), "the file is larger than " + (MAX_BYTES >> 20) + " MiB: no configuration is");
        }
        ErlangReader reader = new ErlangReader(Utf8.decode(file));
        Term term = reader.term(0);
        reader.end();
        return term;
    }

    private void end() throws ErlangSyntaxException {
        cursor.skipBlanks();
        if (!cursor.skip(".")) {
            throw cursor.error("the full stop that ends a configuration is expected here, not " + cursor.whatIsHere());
        }
        int c = cursor.peek();
        cursor.skipBlanks();
        if (cursor.peek() != Cursor.END || !(c == Cursor.END || c == '%' || Cursor.isBlank(c))) {
            throw cursor.error("the file goes on after the full stop: a configuration is a single term");
        }
    }

    private Term term(int depth) throws ErlangSyntaxException {
        cursor.skipBlanks();
        Position at = cursor.position();
        int c = cursor.peek();
        if (depth > MAX_DEPTH) {
            throw cursor.error("terms are nested deeper than " + MAX_DEPTH + " levels");
        }
        if (c == '[') {
            return new Term.Sequence(items("[", "]", "the list", depth), at);
        }
        if (c == '{') {
            return new Term.Tuple(items("{", "}", "the tuple", depth), at);
        }
        if (cursor.skip("#{")) {
            return new Term.Mapping(entries(at, depth), at);
        }
        if (cursor.skip("<<")) {
            return binary(at);
        }
        if (c == '"') {
            return new Term.Text(text(), at);
        }
        if (c == '~') {
            return sigil(at);
        }
        if (c == '$') {
            return dollar(at);
        }
        if (Literals.beginsNumber(c)) {
            return literals.number(at);
        }
        if (Literals.beginsAtom(c)) {
            String name = literals.atom();
            return name.equals("fun") ? fun(at) : new Term.Atom(name, at);
        }
        boolean variable = c == '_' || Character.isUpperCase(c);
        throw cursor.error(
                variable
                        ? "a variable: a configuration holds values only"
                        : "a term is expected here, not " + cursor.whatIsHere());
    }

    private List<Term> items(String open, String close, String what, int depth) throws ErlangSyntaxException {
        Position begin = cursor.position();
        cursor.skip(open);
        List<Term> items = new ArrayList<>();
        cursor.skipBlanks();
        if (cursor.skip(close)) {
            return items;
        }
        do {
            items.add(term(depth + 1));
        } while (another(close, what, begin));
        return items;
    }

    /** Whether a comma comes, and so another element; else the closing bracket has to. */
    private boolean another(String close, String what, Position begin) throws ErlangSyntaxException {
        cursor.skipBlanks();
        if (cursor.skip(",")) {
            return true;
        }
        if (cursor.skip(close)) {
            return false;
        }
        if (cursor.peek() == Cursor.END) {
            throw new ErlangSyntaxException(begin, what + " that begins here is not closed");
        }
        throw cursor.error("\",\" or \"" + close + "\" is expected here, not " + cursor.whatIsHere() + " (" + what
                + " begins at line " + begin.line() + ", column " + begin.column() + ")");
    }

    private List<Term.Entry> entries(Position begin, int depth) throws ErlangSyntaxException {
        List<Term.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        cursor.skipBlanks();
        if (cursor.skip("}")) {
            return entries;
        }
        do {
            Term key = term(depth + 1);
            cursor.skipBlanks();
            if (!cursor.skip("=>")) {
                throw cursor.error("\"=>\" is expected after a key of a map, not " + cursor.whatIsHere());
            }
            if (!keys.add(identity(key))) {
                throw new ErlangSyntaxException(key.at(), "this key stands in its map twice");
            }
            entries.add(new Term.Entry(key, term(depth + 1)));
        } while (another("}", "the map", begin));
        return entries;
    }

    /** The same for the same key; keys of other kinds are taken to differ. */
    private static String identity(Term key) {
        if (key instanceof Term.Atom atom) {
            return "atom " + atom.name();
        }
        if (key instanceof Term.Text text) {
            return "text " + text.value();
        }
        if (key instanceof Term.Binary binary && binary.text() != null) {
            return "binary " + binary.text();
        }
        return key instanceof Term.Int number ? "int " + number.value() : "at " + key.at();
    }

    /** Texts that follow one another are one, as in C. */
    private String text() throws ErlangSyntaxException {
        if (cursor.at("\"\"\"")) {
            throw cursor.error("a text in three double quotes: write it in one");
        }
        StringBuilder text = new StringBuilder();
        do {
            text.append(literals.quoted("a text"));
            cursor.skipBlanks();
        } while (cursor.peek() == '"');
        return text.toString();
    }

    /** {@code ~"…"} (OTP 27): a binary in UTF-8. */
    private Term sigil(Position at) throws ErlangSyntaxException {
        cursor.next();
        if (!cursor.at("\"") || cursor.at("\"\"\"")) {
            throw cursor.error("of the forms with a tilde only ~\"…\" is read");
        }
        return new Term.Binary(literals.quoted("a binary"), at);
    }

    private Term dollar(Position at) throws ErlangSyntaxException {
        MatchResult variable = cursor.skip(Variables.PATTERN);
        if (variable != null) {
            return new Term.Variable(variable.group(1), variable.group(2), at);
        }
        cursor.next();
        return new Term.Int(BigInteger.valueOf(literals.character()), at);
    }

    private Term fun(Position at) throws ErlangSyntaxException {
        cursor.skipBlanks();
        String module = literals.atom();
        if (cursor.skip(":")) {
            String function = literals.atom();
            if (cursor.skip("/") && literals.number(at) instanceof Term.Int arity) {
                return new Term.Fun(module + ":" + function + "/" + arity.value(), at);
            }
        }
        throw cursor.error("only functions of a module, fun module:name/1, can stand in a configuration");
    }

    private Term binary(Position begin) throws ErlangSyntaxException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        cursor.skipBlanks();
        if (!cursor.skip(">>")) {
            do {
                segment(bytes);
            } while (another(">>", "the binary", begin));
        }
        @Nullable String text = Utf8.decodeOrNull(bytes.toByteArray());
        return new Term.Binary(text, begin);
    }

    private void segment(ByteArrayOutputStream bytes) throws ErlangSyntaxException {
        cursor.skipBlanks();
        Position at = cursor.position();
        if (cursor.peek() == '"') {
            String text = text();
            boolean utf8 = cursor.skip("/utf8");
            if (!utf8 && text.codePoints().anyMatch(c -> c > 0xff)) {
                throw new ErlangSyntaxException(
                        at, "a binary whose text is not Latin-1 needs /utf8: Erlang would cut its characters off");
            }
            bytes.writeBytes(text.getBytes(utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
        } else if (cursor.peek() == '$' || Literals.beginsNumber(cursor.peek())) {
            Term value = cursor.peek() == '$' ? dollar(at) : literals.number(at);
            if (!(value instanceof Term.Int number)
                    || number.value().signum() < 0
                    || number.value().compareTo(MAX_BYTE) > 0) {
                throw new ErlangSyntaxException(at, "a byte of a binary must be a number from 0 to 255");
            }
            bytes.write(number.value().intValue());
        } else {
            throw cursor.error("a text or a byte is expected in a binary, not " + cursor.whatIsHere());
        }
        cursor.skipBlanks();
        if (cursor.at(":") || cursor.at("/")) {
            throw cursor.error("of the sizes and types in a binary only /utf8 is read");
        }
    }
}
