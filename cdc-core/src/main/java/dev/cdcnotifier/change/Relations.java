package dev.cdcnotifier.change;

import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Type;
import org.jspecify.annotations.Nullable;

/**
 * The relations that the server has described on one connection, each with what the application does with its rows.
 * Finding one per row takes no memory. Owned by the slot's thread; a new connection starts with none.
 */
public final class Relations {

    /**
     * A relation as it was described last.
     *
     * @param relation the description
     * @param rows what turns its rows into messages; null when they mean nothing to the application
     */
    public record Bound(Relation relation, @Nullable RowMapper rows) {}

    private static final int INITIAL_CAPACITY = 16;

    /** Multiplied with an id, spreads neighbouring ids over the high bits: 2^32 divided by the golden ratio. */
    private static final int SPREAD = 0x9E3779B9;

    private final ChangeMapper mapper;

    /** Open addressing with linear probing; the length is a power of two and at least twice the size. */
    private @Nullable Bound[] table = new @Nullable Bound[INITIAL_CAPACITY];

    private int size;
    private boolean hasNew;

    private final DomainTypes domains = new DomainTypes();

    public Relations(ChangeMapper mapper) {
        this.mapper = mapper;
    }

    /** Takes the description of a type that is not built in. It comes before the relation that has a column of it. */
    public void described(Type type) {
        domains.described(type);
    }

    /**
     * Takes a description and binds it, in place of an earlier one of the same relation.
     *
     * @throws UnusableRelationException when the application cannot judge rows of this table as it is set up
     */
    public void described(Relation described) {
        Relation relation = domains.resolved(described);
        Bound bound = new Bound(relation, mapper.bind(relation));
        int slot = slotOf(table, relation.id());
        if (table[slot] == null) {
            hasNew = true;
            if (++size > table.length / 2) {
                table = grown();
                slot = slotOf(table, relation.id());
            }
        }
        table[slot] = bound;
    }

    /**
     * The relation of a row.
     *
     * @throws PgOutputException when the server has not described it on this connection
     */
    public Bound get(int relationId) {
        Bound bound = table[slotOf(table, relationId)];
        if (bound == null) {
            throw new PgOutputException(
                    "relationId", Integer.toUnsignedString(relationId) + " was never described on this connection");
        }
        return bound;
    }

    /** Whether a relation has been described for the first time since this was last asked. */
    public boolean takeNew() {
        boolean was = hasNew;
        hasNew = false;
        return was;
    }

    private @Nullable Bound[] grown() {
        @Nullable Bound[] larger = new @Nullable Bound[table.length * 2];
        for (Bound bound : table) {
            if (bound != null) {
                larger[slotOf(larger, bound.relation().id())] = bound;
            }
        }
        return larger;
    }

    /** Where the relation is, or the empty slot where it belongs. */
    private static int slotOf(@Nullable Bound[] table, int relationId) {
        int mask = table.length - 1;
        int slot = (relationId * SPREAD) >>> 16 & mask;
        Bound bound;
        while ((bound = table[slot]) != null && bound.relation().id() != relationId) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
