package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server failed to send a change, because of what is in it. */
final class UndecodableChangeException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The reason of such a failure, whether it is tried again or not. */
    static final String REASON = "undecodable_change";

    /** The server's context ends with the change's position; its words are translated. */
    private static final Pattern POSITION = Pattern.compile("\\b[0-9A-F]{1,8}/[0-9A-F]{1,8}\\b");

    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");

    private final SQLException answer;
    private final boolean isFinal;
    private final transient @Nullable OpenTransaction transaction;

    /**
     * @param transaction what it is in; null when the server failed before it said so
     * @param after everything before is confirmed
     * @param attempts how many have ended so
     * @param isFinal whether no more are made
     */
    UndecodableChangeException(
            SQLException cause, @Nullable OpenTransaction transaction, Lsn after, int attempts, boolean isFinal) {
        super(text(cause, transaction, after, attempts, isFinal), cause);
        this.answer = cause;
        this.transaction = transaction;
        this.isFinal = isFinal;
    }

    boolean isFinal() {
        return isFinal;
    }

    @Nullable
    OpenTransaction transaction() {
        return transaction;
    }

    /** What names the change. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        OpenTransaction in = transaction;
        if (in != null) {
            if (!in.table().isEmpty()) {
                facts.put("table", in.table());
            }
            facts.put("commit_lsn", in.commitLsn().toString());
            facts.put("xid", Long.toString(in.xid()));
            facts.put("rows_before", Long.toString(in.rows()));
        }
        Matcher position = POSITION.matcher(String.valueOf(answer.getMessage()));
        String last = "";
        while (position.find()) {
            last = position.group();
        }
        if (!last.isEmpty()) {
            facts.put("change_lsn", last);
        }
        facts.put("sqlstate", String.valueOf(answer.getSQLState()));
        return facts;
    }

    private static String text(
            SQLException cause, @Nullable OpenTransaction in, Lsn after, int attempts, boolean isFinal) {
        String what = "PostgreSQL cannot send a change: "
                + LINE_END.matcher(String.valueOf(cause.getMessage())).replaceAll(" ") + " (SQLSTATE "
                + cause.getSQLState() + ")";
        if (!isFinal) {
            return what;
        }
        String ends = "; " + attempts + " attempts ended at the same change, so no more are made. ";
        return in == null
                ? what + ends + "The server failed before it named the transaction. The slot stays at " + after
                        + " and nothing after it is sent; see the runbook for ways on"
                : what + ends + "It is in transaction " + in.xid() + ", which commits at " + in.commitLsn() + ", after "
                        + in.rows() + (in.rows() == 1 ? " row" : " rows") + " of it"
                        + (in.table().isEmpty() ? "" : ", in table " + in.table())
                        + ". Everything before that transaction is delivered, nothing after it is sent. Skipping the"
                        + " transaction gives up all of its changes but those rows";
    }
}
