package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;

/** A message of one of the two topics, read. */
sealed interface Message {

    /** {@code <namespace> <process id>}, from the message itself. */
    String key();

    /** A message of the event sink. */
    record Event(SinkEvent content) implements Message {

        @Override
        public String key() {
            return content.getEvent().getSource_ns() + ' ' + content.getEvent().getSource_id();
        }

        int eventId() {
            return Math.toIntExact(content.getEvent().getEvent_id());
        }
    }

    /** A message of the lifecycle sink. */
    record Lifecycle(LifecycleEvent content) implements Message {

        @Override
        public String key() {
            return content.getMachine_ns() + ' ' + content.getMachine_id();
        }

        LifecycleChange change() {
            var machine = content.getData().getMachine();
            return switch (machine.getSetField()) {
                case CREATED -> new LifecycleChange.Created();
                case REMOVED -> new LifecycleChange.Removed();
                case STATUS_CHANGED -> {
                    var status = machine.getStatus_changed().getNew_status();
                    yield status.isSetFailed()
                            ? new LifecycleChange.Failed(status.getFailed().getReason())
                            : new LifecycleChange.Working();
                }
            };
        }
    }
}
