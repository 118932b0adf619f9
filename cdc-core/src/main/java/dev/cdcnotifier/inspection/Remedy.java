package dev.cdcnotifier.inspection;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that mends a precondition, to be copied as it is. What the user has to choose stands in capitals.
 *
 * @param kind where it goes
 * @param text one statement, command or setting; of an action its name
 * @param admin whether a statement needs a superuser, and may be run in any database of the server
 * @param purpose what it is for, where there is a choice between several; may be empty
 */
public record Remedy(Kind kind, String text, boolean admin, String purpose) {

    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    public Remedy(Kind kind, String text) {
        this(kind, text, false, "");
    }

    /** Where a remedy goes. */
    public enum Kind {
        /** A statement for the database of the stream. */
        SQL,
        /** A statement on a replication connection: {@code psql "replication=database …"}. */
        REPLICATION_COMMAND,
        /** A command for a shell. */
        COMMAND,
        /** A setting of the application's, or a line of a file of a server's. */
        SETTING,
        /** An order to the stream itself: one of the constants below. How it is given is the application's business. */
        ACTION
    }

    /** The action that lets a stream try again. */
    public static final String RESUME = "resume";

    /** The action that passes over the one row that a stream is halted at. */
    public static final String SKIP = "skip";

    /** The action that passes over every row that could halt the stream in the transaction that it is halted in. */
    public static final String SKIP_TRANSACTION = "skip-transaction";

    /** The same, saying what it is for. */
    public Remedy to(String purpose) {
        return new Remedy(kind, text, admin, purpose);
    }

    /** @param name one of the constants above */
    public static Remedy action(String name) {
        return new Remedy(Kind.ACTION, name);
    }

    public static Remedy sql(String statement) {
        return new Remedy(Kind.SQL, statement);
    }

    /** A statement for the whole server, in whichever of its databases: its superuser's, as a rule. */
    public static Remedy adminSql(String statement) {
        return new Remedy(Kind.SQL, statement, true, "");
    }

    /** Statements in the order in which they are to be run. */
    public static List<Remedy> sql(Collection<String> statements) {
        return statements.stream().map(Remedy::sql).toList();
    }

    /**
     * A change of the server's settings that takes effect at its next start.
     *
     * @param setting the name
     * @param value as SQL has it
     */
    public static List<Remedy> serverSetting(String setting, String value) {
        return List.of(
                adminSql("ALTER SYSTEM SET " + setting + " = " + value + ';'),
                command("pg_ctl restart -D \"$PGDATA\"    # or as your system restarts PostgreSQL"));
    }

    /** @param words joined by blanks as they are: {@link #word} makes one of what somebody has chosen */
    public static Remedy command(String... words) {
        return new Remedy(Kind.COMMAND, String.join(" ", Arrays.asList(words)));
    }

    /** A text as a shell takes it for one word: in quotes when there is anything in it that a shell takes apart or replaces. */
    public static String word(String text) {
        return PLAIN_WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    public static Remedy setting(String text) {
        return new Remedy(Kind.SETTING, text);
    }
}
