package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.Message.Change;
import dev.cdcnotifier.progressor.MessageFormatException;
import dev.cdcnotifier.progressor.MessageReader;
import dev.cdcnotifier.runner.decode.MessageJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of a process, as far as both sides have to say the same. Immutable.
 *
 * <p>A payload stays in its bytes until two that differ have to be compared: of most messages the bytes are the same.
 */
sealed interface Content {

    /** The content of a message. */
    static Content of(Message message, byte[] value) {
        if (message instanceof Message.Event event) {
            return new OfEvent(event.eventId(), event.createdAt(), value);
        }
        return new OfLifecycle((Message.Lifecycle) message);
    }

    Sink sink();

    String createdAt();

    /** Which message of its process it is, for people: nothing of the row's data. */
    String what();

    /** The whole message. */
    Message message();

    /** Whether both tell of the same thing, if perhaps differently: of one event, or of one kind of change. */
    boolean isAbout(Content other);

    /** The names of the fields that differ; empty when both say the same. */
    List<String> differences(Content other, Duration tolerance);

    /** About how much memory it takes. */
    int bytes();

    /** The message's own time; empty when it is none. */
    default Optional<Instant> time() {
        try {
            return Optional.of(Instant.parse(createdAt()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** An event of a process. */
    @SuppressWarnings("ArrayRecordComponent") // compared by differences, not by equals
    record OfEvent(long eventId, String createdAt, byte[] value) implements Content {

        @Override
        public Sink sink() {
            return Sink.EVENTSINK;
        }

        @Override
        public String what() {
            return "event " + eventId;
        }

        @Override
        public Message.Event message() {
            try {
                return (Message.Event) MessageReader.read(value);
            } catch (MessageFormatException e) {
                throw new IllegalStateException("a message that was read once is not read again", e);
            }
        }

        @Override
        public boolean isAbout(Content other) {
            return other instanceof OfEvent event && event.eventId == eventId;
        }

        @Override
        public List<String> differences(Content other, Duration tolerance) {
            OfEvent event = (OfEvent) other;
            if (Arrays.equals(value, event.value)) {
                return List.of();
            }
            Message.Event ours = message();
            Message.Event theirs = event.message();
            List<String> fields = new ArrayList<>();
            add(fields, "event_id", ours.eventId(), theirs.eventId());
            add(fields, "created_at", ours.createdAt(), theirs.createdAt());
            add(fields, "format_version", ours.formatVersion(), theirs.formatVersion());
            add(fields, "data", ours.data(), theirs.data());
            return fields;
        }

        @Override
        public int bytes() {
            return value.length;
        }
    }

    /** What became of a process. */
    record OfLifecycle(Message.Lifecycle message) implements Content {

        @Override
        public Sink sink() {
            return Sink.LIFECYCLE;
        }

        @Override
        public String createdAt() {
            return message.createdAt();
        }

        @Override
        public String what() {
            return MessageJson.name(message.change());
        }

        @Override
        public boolean isAbout(Content other) {
            return other instanceof OfLifecycle lifecycle && lifecycle.what().equals(what());
        }

        @Override
        public List<String> differences(Content other, Duration tolerance) {
            Message.Lifecycle theirs = ((OfLifecycle) other).message;
            List<String> fields = new ArrayList<>();
            add(fields, "change", what(), other.what());
            add(fields, "reason", reason(message), reason(theirs));
            boolean isNear = skew(other)
                    .map(skew -> skew.abs().compareTo(tolerance) <= 0)
                    .orElse(createdAt().equals(other.createdAt()));
            add(fields, "created_at", true, isNear);
            return fields;
        }

        @Override
        public int bytes() {
            return 200;
        }

        private static @Nullable String reason(Message.Lifecycle lifecycle) {
            return lifecycle.change() instanceof Change.Failed failed ? failed.reason() : null;
        }
    }

    /** By how much the other one is later; empty when one of the two has no time. */
    default Optional<Duration> skew(Content other) {
        return time().flatMap(ours -> other.time().map(theirs -> Duration.between(ours, theirs)));
    }

    private static void add(List<String> fields, String name, @Nullable Object ours, @Nullable Object theirs) {
        if (!Objects.equals(ours, theirs)) {
            fields.add(name);
        }
    }
}
