/** MessagePack values as Thrift carries them: self-describing data without a schema. */

namespace java dev.cdcnotifier.thrift.msgpack

/** The absence of a value. */
struct Nil {}

/** Exactly one of the kinds of MessagePack. */
union Value {
  1: Nil nl
  2: bool b
  3: i64 i
  4: double flt
  /** Text. The engine does not promise valid UTF-8. */
  5: string str
  6: binary bin
  7: map<Value, Value> obj
  8: list<Value> arr
}
