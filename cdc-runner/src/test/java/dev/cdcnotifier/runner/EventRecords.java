package dev.cdcnotifier.runner;

import dev.cdcnotifier.testkit.TopicRecord;
import java.nio.ByteBuffer;

/** Reads of an event message what tests compare. */
final class EventRecords {

    private EventRecords() {}

    /** Field 3 of MachineEvent, behind the two strings. */
    static int eventId(TopicRecord record) {
        ByteBuffer value = ByteBuffer.wrap(record.value());
        value.position(value.position() + 3 + 3);
        int namespace = value.getInt();
        value.position(value.position() + namespace + 3);
        int process = value.getInt();
        value.position(value.position() + process + 3);
        return Math.toIntExact(value.getLong());
    }
}
