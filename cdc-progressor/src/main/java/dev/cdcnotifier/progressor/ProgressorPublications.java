package dev.cdcnotifier.progressor;

import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.replication.PublicationSpec.Table;
import java.util.Collection;
import java.util.List;

/** The publications that a slot of progressor namespaces needs: one for each, of its processes and its events. */
public final class ProgressorPublications {

    private ProgressorPublications() {}

    /**
     * The publication of a namespace. Its processes need the whole old row: whether an update means a message depends
     * on the status before it.
     */
    public static PublicationSpec of(NamespaceRoute route) {
        return new PublicationSpec(
                route.publication(),
                List.of(
                        new Table(route.processes(), true, ProcessTable.COLUMNS),
                        new Table(route.events(), false, EventTable.COLUMNS)));
    }

    /** The publications of several namespaces, in their order. */
    public static List<PublicationSpec> of(Collection<NamespaceRoute> routes) {
        return routes.stream().map(ProgressorPublications::of).toList();
    }
}
