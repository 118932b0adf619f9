package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import dev.cdcnotifier.thrift.eventsink.MachineEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A message as text for people: every field, the payload in the manner of JSON. */
final class MessageText {

    private MessageText() {}

    static String of(Message message) {
        if (message instanceof Message.Event event) {
            return event(event.content().getEvent());
        }
        return lifecycle((Message.Lifecycle) message);
    }

    private static String event(MachineEvent event) {
        return """
                SinkEvent.event
                  source_ns       %s
                  source_id       %s
                  event_id        %d
                  created_at      %s
                  format_version  %s
                  data            %s"""
                .formatted(
                        event.getSource_ns(),
                        event.getSource_id(),
                        event.getEvent_id(),
                        event.getCreated_at(),
                        event.isSetFormat_version() ? event.getFormat_version() : "(none)",
                        value(event.getData()));
    }

    private static String lifecycle(Message.Lifecycle message) {
        LifecycleEvent event = message.content();
        return """
                LifecycleEvent
                  machine_ns      %s
                  machine_id      %s
                  created_at      %s
                  data            machine.%s"""
                .formatted(
                        event.getMachine_ns(), event.getMachine_id(), event.getCreated_at(), change(message.change()));
    }

    private static String change(LifecycleChange change) {
        if (change instanceof LifecycleChange.Failed failed) {
            return "status_changed: failed, reason \"" + failed.reason() + '"';
        } else if (change instanceof LifecycleChange.Working) {
            return "status_changed: working";
        }
        return change instanceof LifecycleChange.Created ? "created" : "removed";
    }

    private static String value(Value value) {
        return switch (value.getSetField()) {
            case NL -> "null";
            case STR -> '"' + value.getStr() + '"';
            case BIN -> "bin \"" + new String(value.getBin(), StandardCharsets.UTF_8) + '"';
            case ARR -> value.getArr().stream().map(MessageText::value).collect(Collectors.joining(", ", "[", "]"));
            case OBJ ->
                value.getObj().entrySet().stream()
                        .map(entry -> value(entry.getKey()) + ": " + value(entry.getValue()))
                        .sorted()
                        .collect(Collectors.joining(", ", "{", "}"));
            case B, I, FLT -> String.valueOf(value.getFieldValue());
        };
    }
}
