package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Delete;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import dev.cdcnotifier.progressor.Sent.Message;
import dev.cdcnotifier.progressor.Vectors.KafkaMessage;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A session of a real server, and what the original made of exactly its WAL. */
class WalReplayTest {

    private static final int PARTITIONS = 3;

    @Test
    void a_real_session_becomes_the_messages_of_the_original_partition_by_partition() throws PoisonRowException {
        Map<String, List<Message>> ours = new TreeMap<>();
        for (Message message : replay()) {
            int partition = new ErlangPhash2().hash(message.key()) % PARTITIONS;
            ours.computeIfAbsent(message.destination().topic() + '-' + partition, name -> new ArrayList<>())
                    .add(message);
        }
        Map<String, List<KafkaMessage>> theirs = new TreeMap<>();
        Vectors.kafka().stream()
                .sorted(Comparator.comparing(KafkaMessage::seqInPartition))
                .forEach(message -> theirs.computeIfAbsent(
                                message.topic() + '-' + message.partitionOf3(), name -> new ArrayList<>())
                        .add(message));

        assertThat(theirs.values().stream().mapToInt(List::size).sum()).isEqualTo(81);
        assertThat(ours.keySet()).isEqualTo(theirs.keySet());
        theirs.forEach((partition, messages) -> {
            assertThat(ours.get(partition)).as(partition).hasSameSizeAs(messages);
            for (int i = 0; i < messages.size(); i++) {
                assertSame(partition + '@' + i, ours.get(partition).get(i), messages.get(i));
            }
        });
    }

    private static void assertSame(String place, Message ours, KafkaMessage theirs) {
        assertThat(ours.key()).as(place).isEqualTo(theirs.key());
        byte[] expected = theirs.value();
        if (theirs.topic().equals("lifecycle")) {
            // Its clock against our commit time: two seconds of one session, and the only thing that may differ.
            LifecycleEvent event = ThriftBytes.lifecycleEvent(expected);
            String committed = ThriftBytes.lifecycleEvent(ours.value()).getCreated_at();
            assertThat(Instant.parse(committed).until(Instant.parse(event.getCreated_at()), ChronoUnit.HOURS))
                    .as(place)
                    .isZero();
            event.setCreated_at(committed);
            expected = ThriftBytes.of(event);
        }
        if (theirs.topic().equals("eventsink") && isLargeObject(expected)) {
            // Past 32 keys the Erlang VM has an order of its own: the same entries, in any order.
            assertThat(ThriftBytes.sinkEvent(ours.value())).as(place).isEqualTo(ThriftBytes.sinkEvent(expected));
        } else {
            assertThat(ours.value()).as(place).isEqualTo(expected);
        }
    }

    private static boolean isLargeObject(byte[] sinkEvent) {
        Value data = ThriftBytes.sinkEvent(sinkEvent).getEvent().getData();
        return data.isSetObj() && data.getObj().size() > 32;
    }

    private static List<Message> replay() throws PoisonRowException {
        Relations relations = new Relations(new ProgressorMapper(List.of(
                new NamespaceRoute("default/default", "public", "kafka", "eventsink", "lifecycle"),
                new NamespaceRoute("my_ns", "public", "kafka", "eventsink", "lifecycle"))));
        Sent sent = new Sent();
        Begin begin = Rows.BEGIN;
        long ordinal = 0;
        for (byte[] bytes : Vectors.wal()) {
            PgOutputMessage message = Rows.decode(bytes);
            if (message instanceof Begin started) {
                begin = started;
                ordinal = 0;
            } else if (message instanceof Relation relation) {
                relations.described(relation);
            } else if (message instanceof Insert || message instanceof Update || message instanceof Delete) {
                Relations.Bound bound = relations.get(relationId(message));
                if (bound.rows() != null) {
                    bound.rows().map(Rows.change(begin, ++ordinal, bound.relation(), message), sent);
                }
            }
        }
        return sent.messages();
    }

    private static int relationId(PgOutputMessage message) {
        if (message instanceof Insert insert) {
            return insert.relationId();
        }
        return message instanceof Update update ? update.relationId() : ((Delete) message).relationId();
    }
}
