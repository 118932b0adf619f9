package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL, a Kafka and a process in memory, which do whatever the real ones may do, as a seed has it: the same each
 * time. Lives on one thread.
 */
final class SimulatedWorld {

    static final Destination TOPIC = new Destination("kafka", "topic");
    static final Destination DEAD_LETTERS = new Destination("kafka", "dead-letters");

    private enum Poison {
        NONE,
        STOP,
        DEAD_LETTER
    }

    final SplittableRandom random;
    final SimulatedPostgres postgres;
    final SimulatedTopic topic = new SimulatedTopic();
    long now;

    private Poison poison;
    private boolean isHealed;
    private Lsn remembered = Lsn.NONE;

    /** The furthest position that is written down where every process finds it. */
    private Lsn written = Lsn.NONE;

    /** What the process knows to skip, as long as it lives. */
    private SkippedRows skipped = new SkippedRows("test", new RecentEvents());

    SimulatedWorld(long seed) {
        random = new SplittableRandom(seed);
        poison = random.nextBoolean() ? Poison.NONE : random.nextBoolean() ? Poison.STOP : Poison.DEAD_LETTER;
        postgres = new SimulatedPostgres(random, poison != Poison.NONE);
    }

    /** Where the next session starts: the slot's position, or what a process that lived on knows to be confirmed. */
    Lsn start() {
        if (!isHealed && random.nextInt(10) == 0) {
            postgres.crash();
        }
        if (!written.equals(Lsn.NONE) && postgres.slot().isAfter(written)) {
            throw new AssertionError(
                    "the slot is at " + postgres.slot() + ", and nobody knows of more than " + written);
        }
        return Lsn.max(postgres.slot(), remembered);
    }

    void write(Lsn position) {
        written = Lsn.max(written, position);
    }

    Lsn written() {
        return written;
    }

    void processLivesOn(Lsn confirmed) {
        remembered = confirmed;
    }

    void processDied() {
        remembered = Lsn.NONE;
        skipped = new SkippedRows("test", new RecentEvents());
    }

    /** Nothing fails from here on, except for a poison row. */
    void heal() {
        isHealed = true;
    }

    boolean isHealed() {
        return isHealed;
    }

    /** Somebody mends the row that stops the stream. */
    void mendPoison() {
        if (poison == Poison.STOP) {
            poison = Poison.NONE;
        }
    }

    /** Somebody has the row skipped that stopped the stream, as long as this process lives. */
    void skip(RowId row) {
        if (!row.equals(postgres.poison())) {
            throw new AssertionError("halted at " + row + ", but poison is " + postgres.poison());
        }
        skipped.add(row);
        topic.giveUpPoison();
    }

    SkippedRows skipped() {
        return skipped;
    }

    /** Whether the poison row, when it comes, stops the stream. */
    boolean isPoisonStopping() {
        return poison == Poison.STOP
                && !skipped.contains(
                        postgres.poison().commitLsn(), postgres.poison().ordinal());
    }

    @Nullable
    Destination deadLetters() {
        return poison == Poison.DEAD_LETTER ? DEAD_LETTERS : null;
    }

    boolean isAllDelivered() {
        return postgres.isComplete() && topic.firstMissing(postgres.log()) == null;
    }

    /** Sends the first column as it is, unless it is nothing or poison. */
    final class Mapper implements ChangeMapper, RowMapper {

        @Override
        public Set<Destination> destinations() {
            return Set.of(TOPIC);
        }

        @Override
        public RowMapper bind(Relation relation) {
            return this;
        }

        @Override
        public void map(RowChange change, Outbox target) throws PoisonRowException {
            String row = change.row().text(0);
            if (poison != Poison.NONE && row.equals(SimulatedPostgres.POISON_ROW)) {
                throw new PoisonRowException("scripted");
            }
            if (!row.equals(SimulatedPostgres.SILENT_ROW)) {
                target.send(TOPIC, new byte[0], row.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public Map<String, String> identify(RowChange change) {
            return Map.of();
        }
    }
}
