package dev.cdcnotifier.chaos.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.bytebuddy.asm.Advice;

/** Where the runner can be made to end itself. */
public enum CrashPoint {
    /** A transaction has begun. */
    AFTER_BEGIN(new Change(Names.LEDGER, "begin", AtExit.class)),
    /** A row was handed to the producer. */
    ROWS_SENT(
            new Change(Names.OUTBOX, "handOver", AtExit.class),
            new Change(Names.TRANSACTIONAL_OUTBOX, "hand", AtExit.class)),
    /** All rows of a transaction are handed over and some are not acknowledged. */
    ALL_SENT_NONE_ACKED(new Change(Names.LEDGER, "commit", WhileUnacked.class)),
    /** A position is about to be confirmed. */
    ALL_ACKED_NOT_CONFIRMED(new Change(Names.STREAM, "confirm", AtEntry.class)),
    /** It is set in the driver and not on the wire. */
    CONFIRMED_NOT_ON_WIRE(new Change(Names.STREAM, "sendStatus", AtEntry.class)),
    /** It is on the wire. */
    STATUS_SENT(new Change(Names.STREAM, "sendStatus", AtExit.class)),
    /** Kafka has answered, and nothing of it is noted yet. */
    ANSWERED_NOT_NOTED(new Change(Names.CONFIRMATION, "onCompletion", AtEntry.class)),
    /** The session is being closed, on a SIGTERM. */
    IN_CLOSE(new Change(Names.STREAM, "close", AtEntry.class)),
    /** A Kafka transaction is about to be committed; exactly-once mode only. */
    BEFORE_COMMIT_TRANSACTION(new Change(Names.PRODUCER, "commitTransaction", AtEntry.class)),
    /** A Kafka transaction was committed; exactly-once mode only. */
    AFTER_COMMIT_TRANSACTION(new Change(Names.PRODUCER, "commitTransaction", AtExit.class));

    private final List<Change> changes;

    CrashPoint(Change... changes) {
        this.changes = List.of(changes);
    }

    List<Change> changes() {
        return changes;
    }

    /** Its name on the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static CrashPoint of(String option) {
        return Arrays.stream(values())
                .filter(point -> point.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no crash point " + option));
    }

    /** The classes under test. */
    static final class Names {
        static final String LEDGER = "dev.cdcnotifier.delivery.AckLedger";
        static final String OUTBOX = "dev.cdcnotifier.delivery.KafkaOutbox";
        static final String TRANSACTIONAL_OUTBOX = "dev.cdcnotifier.delivery.TransactionalOutbox";
        static final String CONFIRMATION = "dev.cdcnotifier.delivery.Confirmation";
        static final String STREAM = "dev.cdcnotifier.replication.PgReplicationStream";
        static final String IN_FLIGHT = "dev.cdcnotifier.delivery.InFlight";
        static final String SLOT_MEMORY = "dev.cdcnotifier.replication.SlotMemory";
        static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";

        private Names() {}
    }

    /** Inlined at the method's beginning. */
    public static final class AtEntry {
        private AtEntry() {}

        /** Byte Buddy's. */
        @Advice.OnMethodEnter
        public static void enter() {
            Crash.pass();
        }
    }

    /** Inlined at the method's end. */
    public static final class AtExit {
        private AtExit() {}

        /** Byte Buddy's. */
        @Advice.OnMethodExit
        public static void exit() {
            Crash.pass();
        }
    }

    /** Inlined at the end of the ledger's commit. Names no class under test: that would load it before it is changed. */
    public static final class WhileUnacked {
        private WhileUnacked() {}

        /** Byte Buddy's. */
        @Advice.OnMethodExit
        public static void exit(@Advice.This Object ledger) {
            Crash.passWhileUnacked(ledger);
        }
    }
}
