package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Refusal;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.pg.SlotName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that a stream needs of its database, and changes nothing. It judges with the same code that a stream
 * is prepared and watched with. For one thread.
 */
public final class SourceInspection {

    private final SourceDatabase database;
    private final ReplicationSettings settings;
    private final Collection<SlotName> together;
    private final Function<SQLException, Refusal> refusals;
    private final Recollection recollection;

    /** What is remembered of the slot; empty as well when it cannot be asked: whoever asks says why elsewhere. */
    @FunctionalInterface
    public interface Recollection {
        List<RememberedPosition> of(ServerFacts server);
    }

    /**
     * What was found.
     *
     * @param server which server it is; null when that could not be asked
     */
    public record Look(List<Precondition> preconditions, @Nullable ServerFacts server) {}

    /** For a stream that has its server to itself, and of which nothing is remembered. */
    public SourceInspection(
            SourceDatabase database, ReplicationSettings settings, Function<SQLException, Refusal> refusals) {
        this(database, settings, List.of(settings.slot()), server -> List.of(), refusals);
    }

    /**
     * @param together the slots of all streams that are to share the server, this one's too: the server has to have room
     *     for all of them
     * @param recollection asked once, when the server is known
     * @param refusals the table from exceptions to what a stream would make of them
     */
    public SourceInspection(
            SourceDatabase database,
            ReplicationSettings settings,
            Collection<SlotName> together,
            Recollection recollection,
            Function<SQLException, Refusal> refusals) {
        this.recollection = recollection;
        this.database = database;
        this.settings = settings;
        this.together = Set.copyOf(together);
        this.refusals = refusals;
    }

    /** Looks now. A server that does not answer is waited for as long as a stream would wait to connect. */
    public Look look() {
        Checklist list = new Checklist();
        ServerInspection server = new ServerInspection(database, settings, together, list, refusals);
        StreamInspection stream = new StreamInspection(database, settings, this::slotProblems, recollection, list);
        server.plan();
        stream.plan();
        ServerCheck.Usable usable = null;
        try (Connection connection = database.connection()) {
            Optional<ServerCheck.Usable> identified = server.look(connection);
            if (identified.isPresent()) {
                usable = identified.get();
                stream.look(connection, usable);
            }
        } catch (SQLException e) {
            fail(list, e);
        }
        list.skipRest(ServerInspection.whySkipped(list));
        return new Look(list.preconditions(), usable == null ? null : usable.facts());
    }

    private List<Problem> slotProblems(ServerFacts server, Optional<ReplicationSlots.Slot> slot) throws SQLException {
        if (slot.isPresent() && slot.get().active()) {
            return List.of();
        }
        SlotRecall recall = new SlotRecall(recollection.of(server), server);
        if (slot.isPresent()) {
            SlotStatus status = slot.get().status();
            return recall.problems(
                    settings.slot(),
                    status.confirmedFlush(),
                    status.walEnd(),
                    new SessionStart(database, settings)::history);
        }
        return recall.last()
                .map(last -> {
                    SlotMemory memory = new SlotMemory(settings.slot());
                    memory.recalled(last, server);
                    return List.of(new SlotSetup(database, settings).missing(server, memory));
                })
                .orElse(List.of());
    }

    /** What comes next in the list is what was asked for in vain. */
    private void fail(Checklist list, SQLException e) {
        Refusal refusal = refusals.apply(e);
        list.next()
                .ifPresent(name -> list.add(Precondition.failed(
                        name,
                        "refused",
                        refusal.reason(),
                        refusal.message(),
                        name.equals(ServerInspection.CONNECTION)
                                ? LoginRemedies.of(e, database.endpoint())
                                : List.of())));
    }

    /** A precondition that holds for the stream and not for others. */
    static Precondition warned(String name, String found, Collection<Problem> problems) {
        return Precondition.warning(name, found, reason(problems), meaning(problems), remedies(problems));
    }

    /** A precondition as the stream's own problems say, or one that holds. */
    static Precondition judged(String name, String found, Collection<Problem> problems) {
        return problems.isEmpty()
                ? Precondition.ok(name, found)
                : Precondition.failed(name, found, reason(problems), meaning(problems), remedies(problems));
    }

    private static String reason(Collection<Problem> problems) {
        return problems.iterator().next().reason().code();
    }

    private static String meaning(Collection<Problem> problems) {
        return problems.stream().map(Problem::message).collect(Collectors.joining("; "));
    }

    private static List<Remedy> remedies(Collection<Problem> problems) {
        return problems.stream().flatMap(one -> one.remedies().stream()).toList();
    }
}
