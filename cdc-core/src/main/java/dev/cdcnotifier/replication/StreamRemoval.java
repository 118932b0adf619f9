package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a stream has in its database, for good: changes that were not delivered are not in any stream afterwards.
 * Replica identities stay as they are, since others may need them. For one thread.
 */
public final class StreamRemoval {

    private final SourceDatabase database;
    private final ReplicationSettings settings;

    public StreamRemoval(SourceDatabase database, ReplicationSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * What there is to remove.
     *
     * @param slot the slot; null when there is none
     * @param publications those of the stream's publications that exist
     */
    public record Present(@Nullable SlotStatus slot, List<PublicationName> publications) {

        public Present {
            publications = List.copyOf(publications);
        }
    }

    /**
     * Looks at what would be lost. Changes nothing.
     *
     * @param publications whether the publications are to go too
     * @throws SlotBusyException when the slot is active: whoever streams it has to be stopped before
     * @throws PreconditionException when the slot is not one that a stream has, or a publication is not ours to drop
     */
    public Present present(boolean publications) throws SQLException, PreconditionException, SlotBusyException {
        try (Connection connection = database.connection()) {
            Optional<Slot> slot = ReplicationSlots.read(connection, settings.slot());
            if (slot.isPresent()) {
                requireFree(slot.get());
            }
            ServerFacts server = server(connection);
            List<PublicationName> found =
                    PublicationCatalog.read(connection, server, settings.names()).keySet().stream()
                            .sorted((a, b) -> a.value().compareTo(b.value()))
                            .toList();
            if (publications) {
                requireOurs(connection);
            }
            return new Present(slot.map(Slot::status).orElse(null), found);
        }
    }

    /** Which server it is that the slot is removed from. */
    public ServerFacts server() throws SQLException, PreconditionException {
        try (Connection connection = database.connection()) {
            return server(connection);
        }
    }

    private static ServerFacts server(Connection connection) throws SQLException, PreconditionException {
        return ServerCheck.identity(connection, ServerCheck.setup(connection)).facts();
    }

    private void requireFree(Slot slot) throws PreconditionException, SlotBusyException {
        List<Problem> foreign = ReplicationSlots.problems(settings.slot(), slot).stream()
                .filter(problem -> problem.reason() == Reason.SLOT_WRONG)
                .toList();
        PreconditionException.throwIfAny(foreign);
        if (slot.active()) {
            throw new SlotBusyException(settings.slot(), slot.holder(), null);
        }
    }

    private void requireOurs(Connection connection) throws SQLException, PreconditionException {
        List<String> foreign = new ArrayList<>();
        for (PublicationSpec spec : settings.publications()) {
            foreign.addAll(MakingRights.foreignPublication(connection, spec));
        }
        if (!foreign.isEmpty()) {
            throw new PreconditionException(
                    Reason.PRIVILEGE,
                    String.join(", ", foreign) + ", so this role may not drop it; let its owner do it",
                    dropSql(settings.names()));
        }
    }

    /**
     * Removes the slot and, if they are to go too, the publications.
     *
     * @return the statements that were run; empty when there was nothing to remove
     * @throws SlotBusyException when the slot has become active; nothing is removed then
     * @throws PreconditionException as {@link #present}
     */
    public List<String> remove(boolean publications) throws SQLException, PreconditionException, SlotBusyException {
        Present present = present(publications);
        List<String> statements = new ArrayList<>();
        if (present.slot() != null) {
            statements.add(ReplicationSlots.dropSql(settings.slot()));
        }
        if (publications && !present.publications().isEmpty()) {
            statements.add(dropSql(present.publications()));
        }
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw SlotReview.busyOr(database, settings.slot(), e);
        }
        return statements;
    }

    private static String dropSql(List<PublicationName> names) {
        return "DROP PUBLICATION IF EXISTS "
                + names.stream().map(PublicationName::quoted).collect(Collectors.joining(", ")) + ';';
    }
}
