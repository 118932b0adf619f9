/** The lifecycle sink: a process is created, fails, works again, is removed. */

namespace java dev.cdcnotifier.thrift.lifecycle

/** RFC 3339 in UTC, whole seconds: 2026-03-22T06:12:27Z. */
typedef string Timestamp

struct MachineStatusWorking {}

struct MachineStatusFailed {
  1: optional string reason
}

union MachineStatus {
  1: MachineStatusWorking working
  2: MachineStatusFailed failed
}

struct MachineLifecycleCreatedEvent {}

struct MachineLifecycleStatusChangedEvent {
  1: MachineStatus new_status
}

struct MachineLifecycleRemovedEvent {}

union MachineLifecycleEvent {
  1: MachineLifecycleCreatedEvent created
  2: MachineLifecycleStatusChangedEvent status_changed
  3: MachineLifecycleRemovedEvent removed
}

union LifecycleEventData {
  1: MachineLifecycleEvent machine
}

/** What stands in the topic. */
struct LifecycleEvent {
  /** The namespace of the process. */
  1: string machine_ns
  /** The process id. */
  2: string machine_id
  3: Timestamp created_at
  4: LifecycleEventData data
}
