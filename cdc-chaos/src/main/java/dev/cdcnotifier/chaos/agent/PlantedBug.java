package dev.cdcnotifier.chaos.agent;

import dev.cdcnotifier.chaos.agent.CrashPoint.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Bugs that would break a promise, each a small change of the code under test. */
public enum PlantedBug {
    /** A run of records counts as acknowledged from the start. */
    ACK_BEFORE_SEND(new Change(Names.IN_FLIGHT, "allAcked", Advices.Acked.class)),
    /** A transaction counts as delivered while one before it is not. */
    ACK_NEXT_WHILE_PENDING(new Change(Names.LEDGER, "completed", Advices.NewestAcked.class)),
    /** A record that was refused counts as acknowledged. */
    ACK_ON_FAILED_CALLBACK(new Change(Names.CONFIRMATION, "onCompletion", Advices.NoException.class)),
    /** A status may carry a position before the last one. */
    NON_MONOTONE_CONFIRM(new Change(Names.STREAM, "sendStatus", Advices.StepBack.class)),
    /** The driver confirms what the server's keepalives name. */
    AUTOMATIC_FLUSH(
            new Change(
                    "org.postgresql.replication.fluent.AbstractStreamBuilder",
                    "withAutomaticFlush",
                    Advices.DriverFlushes.class),
            new Change(Names.LEDGER, "begin", Advices.Begun.class),
            new Change(Names.STREAM, "sendStatus", Advices.PastUndelivered.class)),
    /** The server's position is confirmed inside a transaction too. */
    KEEPALIVE_INSIDE_TRANSACTION(
            new Change(Names.LEDGER, "isIdle", Advices.IdleInside.class),
            new Change(Names.LEDGER, "begin", Advices.Begun.class),
            new Change(Names.STREAM, "sendStatus", Advices.PastUndelivered.class)),
    /** One row too many is taken for delivered when a stream resumes inside a transaction. */
    SKIP_OFF_BY_ONE(new Change("dev.cdcnotifier.slot.ResumePoint", "of", Advices.OneRowMore.class)),
    /** A record that Kafka has not confirmed for a while is sent once more. */
    RECORD_RESENT(new Change(Names.OUTBOX, "handOver", Advices.SendAgain.class)),
    /** The client gives records up by itself, one by one, and sends those behind them. */
    FINITE_DELIVERY_TIMEOUT(
            new Change("dev.cdcnotifier.delivery.ProducerSettings", "producer", Advices.ShortPatience.class),
            new Change(Names.CONFIRMATION, "onCompletion", Advices.ExpiryUnheard.class)),
    /** A slot that is gone is made again, at the present. */
    SLOT_RECREATED(
            new Change(Names.SLOT_MEMORY, "seen", Advices.Skipped.class),
            new Change(Names.SLOT_MEMORY, "missed", Advices.Skipped.class),
            new Change(Names.SLOT_MEMORY, "problems", Advices.NoProblems.class),
            new Change("dev.cdcnotifier.delivery.MemoryTopic", "recall", Advices.NoProblems.class),
            new Change("dev.cdcnotifier.replication.SlotSetup", "create", Advices.SlotMade.class)),
    /** Updates without the old row are taken as they come. */
    REPLICA_IDENTITY_UNCHECKED(
            new Change("dev.cdcnotifier.replication.IdentityReview", "review", Advices.Skipped.class),
            new Change(
                    "dev.cdcnotifier.pgoutput.PgOutputMessage$Relation", "replicaIdentity", Advices.FullIdentity.class),
            new Change("dev.cdcnotifier.progressor.ProcessTable", "updated", Advices.WithoutOldRow.class)),
    /** A row that cannot become a message is skipped without a word. */
    EXCEPTION_SWALLOWED(new Change("dev.cdcnotifier.slot.TransactionReader", "read", Advices.Swallow.class));

    private final List<Change> changes;

    PlantedBug(Change... changes) {
        this.changes = List.of(changes);
    }

    List<Change> changes() {
        return changes;
    }

    /** Its name on the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static PlantedBug of(String option) {
        return Arrays.stream(values())
                .filter(bug -> bug.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bug " + option));
    }
}
