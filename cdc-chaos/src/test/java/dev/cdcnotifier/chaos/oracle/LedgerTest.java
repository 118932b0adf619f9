package dev.cdcnotifier.chaos.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.chaos.oracle.Expected.Kind;
import dev.cdcnotifier.chaos.oracle.Expected.Lifecycle;
import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.chaos.oracle.Ledger.Seen;
import dev.vality.machinegun.lifesink.LifecycleEvent;
import dev.vality.machinegun.lifesink.LifecycleEventData;
import dev.vality.machinegun.lifesink.MachineLifecycleCreatedEvent;
import dev.vality.machinegun.lifesink.MachineLifecycleEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final String CREATED_AT = "2026-03-22T06:12:27Z";

    private final Findings findings = new Findings();
    private final Ledger ledger = new Ledger(findings, Set.of("once"));

    @Test
    void what_arrives_as_it_was_committed_breaks_nothing() throws TException {
        commit(1, 2, 3);
        deliver(1);
        deliver(2);
        deliver(1);
        deliver(2);
        deliver(3);
        ledger.confirmed("ns", end(3));
        ledger.finished();
        assertThat(findings.texts()).isEmpty();
        assertThat(ledger.repeats()).isEqualTo(2);
    }

    @Test
    void a_message_that_never_came_is_lost() throws TException {
        commit(1, 2);
        deliver(1);
        ledger.finished();
        assertThat(findings.count(Invariant.LOSS)).isEqualTo(1);
    }

    @Test
    void a_message_before_its_predecessor_is_out_of_order() throws TException {
        commit(1, 2);
        deliver(2);
        assertThat(findings.count(Invariant.ORDER)).isEqualTo(1);
    }

    @Test
    void one_record_sent_again_alone_is_no_run() throws TException {
        commit(1, 2, 3, 4);
        deliver(1);
        deliver(2);
        deliver(3);
        deliver(1);
        deliver(4);
        assertThat(findings.count(Invariant.RUNS)).isEqualTo(1);
    }

    @Test
    void a_position_confirmed_before_its_transaction_is_readable_is_a_violation() {
        commit(1, 2);
        ledger.confirmed("ns", end(1));
        assertThat(findings.count(Invariant.CONFIRM)).isEqualTo(1);
    }

    @Test
    void a_message_nobody_committed_is_a_phantom() throws TException {
        deliver(7);
        assertThat(findings.count(Invariant.PHANTOM)).isEqualTo(1);
    }

    @Test
    void a_message_in_another_partition_is_a_phantom() throws TException {
        commit(1);
        ledger.delivered(seen(1, (partition() + 1) % 3, bytes(CREATED_AT)));
        assertThat(findings.count(Invariant.PHANTOM)).isEqualTo(1);
    }

    @Test
    void other_bytes_are_found_in_a_first_message_and_in_a_repeat() throws TException {
        commit(1, 2);
        ledger.delivered(seen(1, partition(), bytes("2026-03-22T06:12:28Z")));
        assertThat(findings.count(Invariant.BYTES)).isEqualTo(1);
        deliver(2);
        ledger.delivered(seen(2, partition(), new byte[] {0}));
        assertThat(findings.count(Invariant.BYTES)).isEqualTo(2);
    }

    @Test
    void a_repeat_of_a_confirmed_transaction_is_a_violation_until_the_server_may_have_forgotten() throws TException {
        commit(1, 2);
        deliver(1);
        deliver(2);
        ledger.remembered("ns", end(1));
        deliver(2);
        assertThat(findings.texts()).isEmpty();
        deliver(1);
        assertThat(findings.count(Invariant.DUPLICATES)).isEqualTo(1);
        ledger.mayHaveForgotten();
        deliver(1);
        assertThat(findings.count(Invariant.DUPLICATES)).isEqualTo(1);
    }

    @Test
    void exactly_once_delivery_repeats_nothing() throws TException {
        Findings others = new Findings();
        Ledger strict = new Ledger(others, Set.of("ns"));
        strict.strayWrites();
        strict.committed(transaction(1));
        strict.delivered(seen(1, partition(), bytes(CREATED_AT)));
        assertThat(others.texts()).isEmpty();
        strict.delivered(seen(1, partition(), bytes(CREATED_AT)));
        assertThat(others.count(Invariant.DUPLICATES)).isEqualTo(1);
    }

    @Test
    void all_is_confirmed_when_the_slot_stands_behind_the_newest_transaction() throws TException {
        commit(1, 2);
        deliver(1);
        deliver(2);
        ledger.remembered("ns", end(1));
        assertThat(ledger.isConfirmed("ns")).isFalse();
        ledger.remembered("ns", end(2));
        assertThat(ledger.isConfirmed("ns")).isTrue();
    }

    @Test
    void what_lies_in_a_gap_may_come_or_not_and_the_next_one_comes_without_it() throws TException {
        commit(1, 2, 3, 4);
        deliver(1);
        ledger.gap("ns", end(1), end(3));
        deliver(4);
        ledger.confirmed("ns", end(4));
        ledger.finished();
        assertThat(findings.texts()).isEmpty();
        assertThat(ledger.pending()).isZero();
    }

    @Test
    void a_gap_excuses_nothing_that_was_committed_outside_of_it() throws TException {
        commit(1, 2, 3, 4);
        ledger.gap("ns", end(2), end(3));
        deliver(4);
        ledger.finished();
        assertThat(findings.count(Invariant.ORDER) + findings.count(Invariant.LOSS))
                .isGreaterThanOrEqualTo(2);
        assertThat(ledger.pending()).isEqualTo(2);
    }

    private void commit(long... positions) {
        for (long position : positions) {
            ledger.committed(transaction(position));
        }
    }

    private static Transaction transaction(long position) {
        Lifecycle created = new Lifecycle("ns", "p", CREATED_AT, Kind.CREATED, null);
        Expected message = new Expected("ns.lifecycle", "ns p", position * 100, 1, created);
        return new Transaction("ns", position * 100, end(position), List.of(message));
    }

    private static long end(long position) {
        return position * 100 + 50;
    }

    private void deliver(long position) throws TException {
        ledger.delivered(seen(position, partition(), bytes(CREATED_AT)));
    }

    private static int partition() {
        return Phash2.of("ns p".getBytes(StandardCharsets.UTF_8)) % 3;
    }

    private static Seen seen(long position, int partition, byte[] value) {
        return new Seen(
                "ns.lifecycle", partition, 3, "ns p".getBytes(StandardCharsets.UTF_8), value, position * 100, 1);
    }

    private static byte[] bytes(String createdAt) throws TException {
        LifecycleEvent event = new LifecycleEvent();
        event.setMachineNs("ns");
        event.setMachineId("p");
        event.setCreatedAt(createdAt);
        event.setData(LifecycleEventData.machine(MachineLifecycleEvent.created(new MachineLifecycleCreatedEvent())));
        return new TSerializer().serialize(event);
    }
}
