package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The note in a publication's comment that says from which position on it may be streamed. It stands where the
 * publication is, so that it survives whoever reads it.
 *
 * @param systemId the cluster the note was written on: elsewhere, after a dump or an upgrade, it says nothing
 * @param position the joining position; null while it is not known yet
 */
record JoinMark(String systemId, @Nullable Lsn position) {

    private static final Pattern NOTE = Pattern.compile(
            "cdc-notifier: (?:joining|joins at ([0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8})) \\(system (\\d+)\\)");

    /** What to write on a publication that is made now; null when a new one may be streamed at once. */
    static @Nullable JoinMark neededBy(ServerFacts server, boolean slotExists) {
        return slotExists && !server.joinsByItself() ? new JoinMark(server.systemId(), null) : null;
    }

    /** The note in a comment, whatever else the comment says. */
    static Optional<JoinMark> in(String comment) {
        Matcher note = NOTE.matcher(comment);
        if (!note.find()) {
            return Optional.empty();
        }
        String position = note.group(1);
        return Optional.of(new JoinMark(note.group(2), position == null ? null : Lsn.parse(position)));
    }

    /** The note's text. */
    String text() {
        return "cdc-notifier: " + (position == null ? "joining" : "joins at " + position) + " (system " + systemId
                + ')';
    }

    /** The comment with this note in it, instead of an older one if there was one, and everything else kept. */
    String writtenInto(String comment) {
        Matcher note = NOTE.matcher(comment);
        if (note.find()) {
            return note.replaceFirst(Matcher.quoteReplacement(text()));
        }
        return comment.isEmpty() ? text() : comment + '\n' + text();
    }

    /** The statement that leaves this as the publication's only comment. */
    String commentSql(PublicationName publication) {
        return "COMMENT ON PUBLICATION " + publication.quoted() + " IS '" + text() + "';";
    }

    /**
     * SQL for an operator that fixes the joining position of a publication that was just made: it waits for the
     * transactions that began before the publication was there, then writes the note.
     */
    static String fixingSql(PublicationName publication) {
        String body =
                """
                DECLARE made xid8 := pg_current_xact_id(); BEGIN \
                WHILE pg_snapshot_xmin(pg_current_snapshot()) < made LOOP PERFORM pg_sleep(0.1); END LOOP; \
                EXECUTE format('COMMENT ON PUBLICATION %%I IS %%L', '%s', \
                format('cdc-notifier: joins at %%s (system %%s)', pg_current_wal_insert_lsn(), \
                (SELECT system_identifier FROM pg_control_system()))); END"""
                        .formatted(publication.value().replace("'", "''"));
        // Not in dollar quotes: the publication's name could end those.
        return "DO '" + body.replace("'", "''") + "';";
    }
}
