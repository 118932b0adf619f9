/** The event sink: one message for each event of a process, in the order the process made them. */

include "msgpack.thrift"

namespace java dev.cdcnotifier.thrift.eventsink

/** RFC 3339 in UTC, whole seconds: 2026-03-22T06:12:27Z. */
typedef string Timestamp

/** An event and the process it belongs to. */
struct MachineEvent {
  /** The namespace of the process. */
  1: string source_ns
  /** The process id. */
  2: string source_id
  3: i64 event_id
  4: Timestamp created_at
  5: optional i32 format_version
  6: msgpack.Value data
}

/** What stands in the topic. */
union SinkEvent {
  1: MachineEvent event
}
