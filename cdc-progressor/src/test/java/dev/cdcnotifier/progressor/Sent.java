package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import java.util.ArrayList;
import java.util.List;

/** An outbox that keeps what it is given. */
final class Sent implements Outbox {

    @SuppressWarnings("ArrayRecordComponent")
    record Message(Destination destination, byte[] key, byte[] value) {}

    private final List<Message> messages = new ArrayList<>();

    @Override
    public void send(Destination destination, byte[] key, byte[] value) {
        messages.add(new Message(destination, key, value));
    }

    List<Message> messages() {
        return messages;
    }
}
