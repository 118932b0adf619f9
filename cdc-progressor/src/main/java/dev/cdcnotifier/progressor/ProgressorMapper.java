package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of one slot's namespaces into machinegun messages: events into the event sink, what becomes of
 * processes into the lifecycle sink. Tables of other namespaces, of another schema and progressor's other tables mean
 * nothing to it.
 *
 * <p>One instance serves one slot and its thread: buffers are shared by all its tables.
 */
public final class ProgressorMapper implements ChangeMapper {

    private static final String PROCESSES = "processes";
    private static final String EVENTS = "events";

    private final Map<String, NamespaceRoute> routes = new HashMap<>();
    private final Set<Destination> destinations = new LinkedHashSet<>();
    private final ThriftWriter writer = new ThriftWriter();
    private final UtcSeconds seconds = new UtcSeconds();
    private final ExternalTerm terms;

    /** A mapper with {@link ExternalTermLimits#DEFAULT}. */
    public ProgressorMapper(Collection<NamespaceRoute> routes) {
        this(routes, ExternalTermLimits.DEFAULT);
    }

    /**
     * @param routes the namespaces of the slot
     * @param limits the bounds on a payload
     * @throws IllegalArgumentException when a namespace comes twice
     */
    public ProgressorMapper(Collection<NamespaceRoute> routes, ExternalTermLimits limits) {
        this.terms = new ExternalTerm(limits, writer);
        for (NamespaceRoute route : routes) {
            if (this.routes.put(route.namespace(), route) != null) {
                throw new IllegalArgumentException("namespace '" + route.namespace() + "' comes twice in one slot");
            }
            destinations.add(route.eventsink());
            destinations.add(route.lifecycle());
        }
    }

    @Override
    public Set<Destination> destinations() {
        return Set.copyOf(destinations);
    }

    @Override
    public @Nullable RowMapper bind(Relation relation) {
        int underscore = relation.table().lastIndexOf('_');
        if (underscore < 0) {
            return null;
        }
        NamespaceRoute route = routes.get(relation.table().substring(0, underscore));
        if (route == null || !route.schema().equals(relation.schema())) {
            return null;
        }
        return switch (relation.table().substring(underscore + 1)) {
            case PROCESSES ->
                new ProcessTable(route, relation, new LifecycleEncoder(route.namespace(), writer), seconds);
            case EVENTS -> new EventTable(route, relation, new EventEncoder(route.namespace(), writer, terms), seconds);
            default -> null;
        };
    }
}
