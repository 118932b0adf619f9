package dev.cdcnotifier.demo;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.Message.Change;
import dev.cdcnotifier.runner.decode.MessageJson;
import dev.cdcnotifier.runner.text.Json;

/** A message as text for people: every field, the payload as JSON. */
final class MessageText {

    private MessageText() {}

    static String of(Message message) {
        if (message instanceof Message.Event event) {
            return event(event);
        }
        return lifecycle((Message.Lifecycle) message);
    }

    private static String event(Message.Event event) {
        return """
                SinkEvent.event
                  source_ns       %s
                  source_id       %s
                  event_id        %d
                  created_at      %s
                  format_version  %s
                  data            %s"""
                .formatted(
                        event.namespace(),
                        event.processId(),
                        event.eventId(),
                        event.createdAt(),
                        event.formatVersion() == null ? "(none)" : event.formatVersion(),
                        Json.write(MessageJson.value(event.data())));
    }

    private static String lifecycle(Message.Lifecycle event) {
        return """
                LifecycleEvent
                  machine_ns      %s
                  machine_id      %s
                  created_at      %s
                  data            machine.%s"""
                .formatted(event.namespace(), event.processId(), event.createdAt(), change(event.change()));
    }

    private static String change(Change change) {
        if (change instanceof Change.Failed failed) {
            return "status_changed: failed, reason \"" + failed.reason() + '"';
        } else if (change instanceof Change.Working) {
            return "status_changed: working";
        }
        return MessageJson.name(change);
    }
}
