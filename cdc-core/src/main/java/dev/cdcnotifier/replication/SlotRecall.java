package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.pg.TimelineHistory;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what is remembered of a slot with the server: every position was written down before it was confirmed, so the
 * slot cannot be beyond all of them unless somebody else moved it. Pure but for asking the server for its history.
 */
final class SlotRecall {

    static final String TO_GO_ON =
            ". To go on without it, resume the stream, or run cdc-notifier init --new-slot while the stream is stopped";

    private final List<RememberedPosition> ofServer;
    private final List<RememberedPosition> ofOthers;
    private final ServerFacts server;

    SlotRecall(List<RememberedPosition> remembered, ServerFacts server) {
        this.server = server;
        this.ofServer = remembered.stream()
                .filter(one -> one.systemId().equals(server.systemId()))
                .toList();
        this.ofOthers = remembered.stream()
                .filter(one -> !one.systemId().equals(server.systemId()))
                .toList();
    }

    /** What the slot's sessions on this server streamed last. */
    Set<PublicationName> publications() {
        return ofServer.stream()
                .flatMap(one -> one.publications().stream())
                .map(PublicationName::new)
                .collect(Collectors.toSet());
    }

    /** Asks the server where its timeline comes from. */
    @FunctionalInterface
    interface Histories {
        TimelineHistory of(int timeline) throws SQLException;
    }

    /** The furthest position of this server, on the newest timeline; empty when the stream never had a slot here. */
    Optional<RememberedPosition> last() {
        return ofServer.stream()
                .max(Comparator.comparingInt(RememberedPosition::timeline).thenComparing(RememberedPosition::position));
    }

    /** The newest position of another server whose stream has the same names. */
    Optional<RememberedPosition> elsewhere() {
        return ofOthers.stream().max(Comparator.comparing(RememberedPosition::at));
    }

    /** Whether a slot that stands there was left there, or further on, by a session of this stream. */
    boolean covers(Lsn slotAt, Lsn logEnd) {
        return ofServer.stream()
                .anyMatch(one -> one.timeline() == server.timeline()
                        && !one.position().isBefore(slotAt)
                        && !one.position().isAfter(logEnd));
    }

    /** What shows that the slot is not where the stream left it. */
    List<Problem> problems(SlotName slot, Lsn slotAt, Lsn logEnd, Histories histories) throws SQLException {
        Optional<RememberedPosition> last = last();
        if (last.isEmpty()) {
            return List.of();
        }
        Lsn reach = Lsn.NONE;
        TimelineHistory history = null;
        for (RememberedPosition one : ofServer) {
            if (one.timeline() == server.timeline()) {
                reach = Lsn.max(reach, one.position());
            } else {
                history = history == null ? histories.of(server.timeline()) : history;
                // What was delivered after the server's log left that timeline does not exist on the server.
                reach = Lsn.max(
                        reach,
                        Lsn.min(one.position(), history.endOf(one.timeline()).orElse(Lsn.NONE)));
            }
        }
        if (slotAt.isAfter(reach)) {
            return List.of(new Problem(Reason.SLOT_MOVED, ahead(slot, slotAt, last.get()) + TO_GO_ON));
        }
        if (reach.isAfter(logEnd)) {
            return List.of(new Problem(
                    Reason.SLOT_MOVED,
                    "the server's log ends at " + logEnd + ", before " + reach + ", up to where slot " + slot
                            + " was delivered: the server was set back. To go on from where the slot is, resume the"
                            + " stream, or run cdc-notifier init --new-slot while the stream is stopped"));
        }
        return List.of();
    }

    private String ahead(SlotName slot, Lsn slotAt, RememberedPosition last) {
        return "slot " + slot + " is confirmed up to " + slotAt + " (timeline " + server.timeline()
                + "), but the stream delivered only up to " + last
                + ": it was moved, or dropped and made again, by somebody else, and what lies between is not delivered";
    }
}
