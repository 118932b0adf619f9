package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.SlotName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets publications join a slot that holds changes from before they existed. PostgreSQL 14 to 17 look a publication up
 * in the catalog as it was at each change and answer «does not exist» (42704) for those changes, for ever. So a new
 * publication is left out up to its joining position.
 *
 * <p>That position is good only if every transaction that commits after it made its changes after the publication was
 * there. So, once the publication is committed, a transaction id is taken; when every transaction with a smaller id has
 * ended, the end of the log is the joining position. Prepared transactions and those of other databases count too; the
 * latter only make it wait longer.
 *
 * <p>One instance per slot, kept as long as the process; used by the one thread that prepares the stream.
 */
final class Joins {

    private static final Logger log = LoggerFactory.getLogger(Joins.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final SlotName slot;
    private final Provision provision;

    /** For each publication that is joining, the first transaction id that need not be waited for. */
    private final Map<PublicationName, Long> waitFor = new ConcurrentHashMap<>();

    /** Notes that could not be written to the catalog: this process alone knows them. */
    private final Map<PublicationName, JoinMark> unwritten = new HashMap<>();

    Joins(SlotName slot, Provision provision) {
        this.slot = slot;
        this.provision = provision;
    }

    /**
     * Which publications to stream now.
     *
     * @param streamed those that have joined
     * @param limit the first joining position ahead; {@link Lsn#MAX} when there is none
     * @param waiting those whose joining position cannot be fixed yet
     */
    record Plan(List<PublicationName> streamed, Lsn limit, List<PublicationName> waiting) {}

    /**
     * Decides, after trying for about two seconds at the most to fix the joining positions that are not.
     *
     * @param comments the publications and the comments on them; a comment that is written is put here too
     * @param position up to where the slot's changes are confirmed
     * @throws PreconditionException when somebody else left a publication joining and we may not write on it
     */
    Plan plan(Connection connection, ServerFacts server, Map<PublicationName, String> comments, Lsn position)
            throws SQLException, PreconditionException {
        Map<PublicationName, JoinMark> marks = marks(server, comments);
        fix(connection, server, comments, marks);
        List<PublicationName> streamed = new ArrayList<>();
        List<PublicationName> waiting = new ArrayList<>();
        Lsn limit = Lsn.MAX;
        for (PublicationName name : comments.keySet()) {
            JoinMark mark = marks.get(name);
            Lsn joinsAt = mark == null ? Lsn.NONE : mark.position();
            if (joinsAt == null) {
                waiting.add(name);
            } else if (joinsAt.isAfter(position)) {
                limit = Lsn.min(limit, joinsAt);
            } else {
                streamed.add(name);
            }
        }
        return new Plan(streamed, limit, waiting);
    }

    /**
     * Makes every publication that is still joining join at the position, which is right for a slot that was made after
     * all of them.
     */
    void joinAt(Connection connection, ServerFacts server, Map<PublicationName, String> comments, Lsn position)
            throws SQLException, PreconditionException {
        for (Map.Entry<PublicationName, JoinMark> entry :
                marks(server, comments).entrySet()) {
            if (entry.getValue().position() == null) {
                note(connection, comments, entry.getKey(), new JoinMark(server.systemId(), position));
            }
        }
    }

    /** Whether a position can be fixed now that {@link #plan} could not fix. One short query. */
    boolean ready(Connection connection) throws SQLException {
        if (waitFor.isEmpty()) {
            return false;
        }
        long oldest = JoinCatalog.horizon(connection).oldest();
        return waitFor.values().stream().anyMatch(waited -> waited <= oldest);
    }

    /**
     * Takes note that the server answered 42704 for a publication that exists: somebody made it after changes that the
     * slot still holds. It joins from now on; its rows before that are not captured.
     *
     * @param answer the server's message, in whatever language: it holds the name
     */
    void answeredUnknown(
            Connection connection, ServerFacts server, Map<PublicationName, String> comments, String answer)
            throws SQLException {
        Map<PublicationName, JoinMark> marks = marks(server, comments);
        Optional<PublicationName> meant = comments.keySet().stream()
                .filter(name -> !marks.containsKey(name) || isJoined(marks.get(name)))
                .filter(name -> answer.contains(name.value()))
                .max(Comparator.comparingInt(name -> name.value().length()));
        if (meant.isPresent() && JoinCatalog.mayBeYounger(connection, meant.get(), slot)) {
            log.warn(
                    "publication is younger than changes the slot still holds, so it joins from now on;"
                            + " its rows before that are not captured: slot={} publication={}",
                    slot,
                    meant.get());
            unwritten.put(meant.get(), new JoinMark(server.systemId(), null));
        }
    }

    private Map<PublicationName, JoinMark> marks(ServerFacts server, Map<PublicationName, String> comments) {
        Map<PublicationName, JoinMark> marks = new LinkedHashMap<>();
        comments.forEach((name, comment) -> Optional.ofNullable(unwritten.get(name))
                .or(() -> JoinMark.in(comment))
                .filter(mark -> mark.systemId().equals(server.systemId()))
                .ifPresent(mark -> marks.put(name, mark)));
        return marks;
    }

    private void fix(
            Connection connection,
            ServerFacts server,
            Map<PublicationName, String> comments,
            Map<PublicationName, JoinMark> marks)
            throws SQLException, PreconditionException {
        List<PublicationName> open = new ArrayList<>();
        for (Map.Entry<PublicationName, JoinMark> entry : marks.entrySet()) {
            if (!isJoined(entry.getValue())) {
                requireOurs(entry.getKey());
                open.add(entry.getKey());
                if (!waitFor.containsKey(entry.getKey())) {
                    waitFor.put(entry.getKey(), JoinCatalog.nextTransaction(connection));
                }
            }
        }
        // What somebody else has fixed is not waited for any more.
        waitFor.keySet().retainAll(open);
        long start = System.nanoTime();
        while (!open.isEmpty()) {
            JoinCatalog.Horizon horizon = JoinCatalog.horizon(connection);
            for (PublicationName name : List.copyOf(open)) {
                if (waitFor.getOrDefault(name, Long.MAX_VALUE) <= horizon.oldest()) {
                    JoinMark fixed = new JoinMark(server.systemId(), horizon.walEnd());
                    note(connection, comments, name, fixed);
                    marks.put(name, fixed);
                    open.remove(name);
                }
            }
            boolean impatient = System.nanoTime() - start > PATIENCE.toNanos();
            if (open.isEmpty() || impatient || Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean isJoined(JoinMark mark) {
        return mark.position() != null;
    }

    /** A note that another process began and that we may not finish would be lost with this process. */
    private void requireOurs(PublicationName name) throws PreconditionException {
        if (provision == Provision.VERIFY && !unwritten.containsKey(name)) {
            throw unfinished(name);
        }
    }

    private static PreconditionException unfinished(PublicationName name) {
        return new PreconditionException(List.of(unfinishedProblem(name)));
    }

    /** What is told of a publication whose joining position is missing where we may not write it. */
    static Problem unfinishedProblem(PublicationName name) {
        return new Problem(
                Reason.PUBLICATION_JOINING,
                "publication " + name + " was made for a slot with older changes, and from where it joins was never"
                        + " written down",
                JoinMark.fixingSql(name));
    }

    private void note(Connection connection, Map<PublicationName, String> comments, PublicationName name, JoinMark mark)
            throws SQLException, PreconditionException {
        waitFor.remove(name);
        boolean remembered = unwritten.containsKey(name);
        String comment = mark.writtenInto(comments.getOrDefault(name, ""));
        if (provision == Provision.CREATE && JoinCatalog.comment(connection, name, comment)) {
            comments.put(name, comment);
            unwritten.remove(name);
            log.info("publication joins the stream: slot={} publication={} position={}", slot, name, mark.position());
            return;
        }
        if (!remembered) {
            throw unfinished(name);
        }
        unwritten.put(name, mark);
        log.warn(
                "publication joins the stream, which only this process knows until somebody who may runs the sql:"
                        + " slot={} publication={} position={} sql={}",
                slot,
                name,
                mark.position(),
                mark.commentSql(name));
    }
}
