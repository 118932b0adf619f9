package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.guarantee.AtLeastOnce;
import dev.cdcnotifier.testkit.guarantee.Numbering;
import dev.cdcnotifier.testkit.guarantee.PerKeyOrder;
import dev.cdcnotifier.testkit.progressor.History;
import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what is in the topics with what was committed, per process and topic: all of it, in the order of the commits,
 * once. One thread.
 */
final class Verification {

    private final AtLeastOnce completeness = new AtLeastOnce();
    private final PerKeyOrder order = new PerKeyOrder();
    private final Map<String, Numbering<LifecycleChange>> lifecycles = new HashMap<>();

    /** What the topics have to tell of a namespace. */
    void committed(String namespace, History history) {
        for (String processId : history.processes()) {
            committed(namespace + ' ' + processId, history.lastEventId(processId), history.lifecycle(processId));
        }
    }

    /** What the topics have to tell of one process. */
    void committed(String key, int lastEventId, List<LifecycleChange> lifecycle) {
        completeness.committed(ofEvents(key), lastEventId);
        completeness.committed(ofLifecycle(key), lifecycle.size());
        lifecycles.put(key, new Numbering<>(lifecycle));
    }

    /** An event's message was read, in the order of its partition. */
    void event(String key, int eventId) {
        delivered(ofEvents(key), eventId);
    }

    /** A lifecycle message was read, in the order of its partition. */
    void lifecycle(String key, LifecycleChange change) {
        int number = lifecycles
                .computeIfAbsent(key, unknown -> new Numbering<>(List.of()))
                .next(change);
        delivered(ofLifecycle(key), number);
    }

    private void delivered(String name, int number) {
        completeness.delivered(name, number);
        order.delivered(name, number);
    }

    /** The outcome, when everything was told. */
    Verdict verdict() {
        List<String> violations = new ArrayList<>(completeness.violations());
        violations.addAll(order.violations());
        return new Verdict(
                order.delivered(),
                completeness.lost(),
                order.violations().size(),
                order.duplicates(),
                List.copyOf(violations));
    }

    private static String ofEvents(String key) {
        return "'" + key + "' in " + DemoTopics.EVENT_SINK;
    }

    private static String ofLifecycle(String key) {
        return "'" + key + "' in " + DemoTopics.LIFECYCLE;
    }
}
