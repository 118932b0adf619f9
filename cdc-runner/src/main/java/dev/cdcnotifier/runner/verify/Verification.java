package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.topic.TopicUnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what both sides write, compares it, and reports, until it is asked to stop. One thread. */
public final class Verification implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** At the end, for what came since the last look. */
    private static final Duration LAST_READ = Duration.ofSeconds(3);

    /** A place that no partition is ahead of. */
    private static final Instant NOWHERE = Instant.MAX;

    /** A partition that is further ahead of another that has more to read waits for it: memory is what waits. */
    private static final Duration LEAD = Duration.ofMinutes(1);

    private final VerifyOptions options;
    private final Report report;
    private final Comparison comparison;
    private final Map<Side, SideReader> readers = new EnumMap<>(Side.class);
    private final long started = System.nanoTime();
    private long lookedAt = started;
    private long sameAtLook;
    private long caughtUpAt = Long.MAX_VALUE;
    private String gaveUp = "";
    private @Nullable String trouble;
    private boolean isReadable;

    private Verification(VerifyOptions options, Report report) {
        this.options = options;
        this.report = report;
        this.comparison = new Comparison(options.grace(), options.tolerance(), report::difference);
    }

    /**
     * Opens the topics of both sides.
     *
     * @throws TopicUnreadableException when a cluster cannot be reached or a topic is not there
     */
    public static Verification open(VerifyOptions options, SideTopics ours, SideTopics engine, Report report)
            throws TopicUnreadableException {
        Verification verification = new Verification(options, report);
        try {
            verification.open(Side.OURS, ours);
            verification.open(Side.ENGINE, engine);
            verification.noteOtherPartitions();
            return verification;
        } catch (TopicUnreadableException | RuntimeException e) {
            verification.close();
            throw e;
        }
    }

    private void open(Side side, SideTopics topics) throws TopicUnreadableException {
        readers.put(side, SideReader.open(side, topics, options, comparison));
    }

    private SideReader reader(Side side) {
        SideReader reader = readers.get(side);
        if (reader == null) {
            throw new IllegalStateException("not open: " + side);
        }
        return reader;
    }

    private void noteOtherPartitions() {
        SideReader ours = reader(Side.OURS);
        SideReader engine = reader(Side.ENGINE);
        for (Sink sink : Sink.values()) {
            long here = ours.partitions().getOrDefault(ours.topics().of(sink), 0L);
            long there = engine.partitions().getOrDefault(engine.topics().of(sink), 0L);
            if (here != there) {
                report.note("topic " + ours.topics().of(sink) + " has " + here + " partitions and "
                        + engine.topics().of(sink) + " has " + there + ": the same key lies in different ones");
            }
        }
    }

    /**
     * Compares until {@code stop} says so, or all is done that was to be done once.
     *
     * @throws TopicUnreadableException when it is to be done once and the topics cannot be read any more; else it waits for
     *     them
     */
    public Verdict run(BooleanSupplier stop) throws TopicUnreadableException {
        while (!stop.getAsBoolean() && gaveUp.isEmpty() && !isDone()) {
            poll();
            long now = System.nanoTime();
            if (now - lookedAt >= LOOK.toNanos()) {
                double seconds = (now - lookedAt) / 1e9;
                lookedAt = now;
                look();
                report.progress(progress((comparison.counts().same() - sameAtLook) / seconds));
                sameAtLook = comparison.counts().same();
            }
            if (comparison.waitingBytes() > options.maxWaitingBytes()) {
                gaveUp = "gave up: messages without a counterpart take more than "
                        + (options.maxWaitingBytes() >> 20)
                        + " MiB; one side is halted, or begins elsewhere: see what is"
                        + " waiting, mend that, or give a later --from or a larger --max-waiting-mib";
            }
            refuseOurOwn();
        }
        if (gaveUp.isEmpty() && options.once() && !isDone()) {
            gaveUp = "ended early: not all was compared that was there at the start";
        }
        return finish();
    }

    /** Messages that are compared with themselves are the same. */
    private void refuseOurOwn() {
        String first = reader(Side.ENGINE).records().firstOfOurs();
        if (first != null) {
            gaveUp = "gave up: " + first + " has the header cdc-lsn: cdc-notifier wrote it, not the engine; name the"
                    + " topics and the client of the engine's own messages, or give a later --from";
        }
    }

    /** What is not read on both sides is not compared, and nobody would know. */
    private void refuseGaps(Side side) throws TopicUnreadableException {
        String gap = reader(side).brokenOff();
        if (gap != null) {
            gaveUp = "gave up: " + side.word() + ": " + gap + "; start again";
        }
    }

    private void poll() throws TopicUnreadableException {
        for (SideReader reader : readers.values()) {
            reader.poll(POLL);
        }
    }

    private boolean isAtEnd() throws TopicUnreadableException {
        return reader(Side.OURS).isAtEnd() && reader(Side.ENGINE).isAtEnd();
    }

    private void look() throws TopicUnreadableException {
        isReadable = true;
        try {
            Map<Side, Instant> places = new EnumMap<>(Side.class);
            Instant slowest = Instant.MAX;
            for (Side side : Side.values()) {
                reader(side).look();
                refuseGaps(side);
                places.put(side, reader(side).place());
                Instant place = reader(side).slowest();
                slowest = place.isBefore(slowest) ? place : slowest;
            }
            comparison.judge(places);
            silence();
            Instant past = slowest.equals(Instant.MAX) ? slowest : slowest.plus(LEAD);
            readers.values().forEach(reader -> reader.holdBack(past));
        } catch (TopicUnreadableException e) {
            if (options.once()) {
                throw e;
            }
            trouble = e.getMessage();
            isReadable = false;
        }
    }

    /** Says when one side goes on and the other does not: then messages wait, and it is not this that is halted. */
    private void silence() throws TopicUnreadableException {
        trouble = null;
        for (Side side : Side.values()) {
            Instant latest = reader(side).records().latest();
            Instant other = reader(side.other()).records().latest();
            boolean isBehind =
                    !latest.equals(Instant.MIN) && latest.plus(options.grace()).isBefore(other);
            if (isBehind && reader(side).isCurrent()) {
                trouble = side.word() + ": nothing of what happened after " + latest.truncatedTo(ChronoUnit.SECONDS)
                        + " has come, is it halted?";
            }
        }
    }

    /** Of what is to be done once, whether it is: all was read, and what has no counterpart had its time to get one. */
    private boolean isDone() throws TopicUnreadableException {
        if (!options.once()) {
            return false;
        }
        long now = System.nanoTime();
        if (caughtUpAt == Long.MAX_VALUE) {
            for (SideReader reader : readers.values()) {
                if (!reader.hasReadWhatWasThere()) {
                    return false;
                }
            }
            caughtUpAt = now;
        }
        boolean nothingWaits = comparison.waiting(Side.OURS) + comparison.waiting(Side.ENGINE) == 0;
        return nothingWaits || now - caughtUpAt > options.grace().toNanos();
    }

    private Verdict finish() throws TopicUnreadableException {
        look();
        long until = System.nanoTime() + LAST_READ.toNanos();
        readers.values().forEach(reader -> reader.holdBack(NOWHERE));
        long most = 2 * options.maxWaitingBytes();
        while (isReadable && !isAtEnd() && comparison.waitingBytes() < most && System.nanoTime() - until < 0) {
            poll();
        }
        refuseOurOwn();
        Set<Side> complete = EnumSet.noneOf(Side.class);
        for (Side side : Side.values()) {
            if (isReadable && reader(side).isAtEnd()) {
                complete.add(side);
            } else if (gaveUp.isEmpty()) {
                gaveUp = isReadable
                        ? "ended early: " + reader(side).behind() + " records of " + side.word() + " were not read"
                        : "ended early: the topics could not be read at the end";
            }
        }
        comparison.finish(System.nanoTime() - options.grace().toNanos(), complete);
        Progress end = progress(0);
        Verdict verdict = Verdict.of(end, options, !gaveUp.isEmpty(), remarks());
        report.verdict(verdict, end);
        return verdict;
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        Stream.of(gaveUp, trouble == null ? "" : trouble)
                .filter(remark -> !remark.isEmpty())
                .forEach(remarks::add);
        for (Side side : Side.values()) {
            SideRecords records = reader(side).records();
            Counts.OfSide counts = comparison.counts().of(side);
            if (records.firstUnreadable() != null) {
                remarks.add(side.word() + ": the first unreadable record is " + records.firstUnreadable());
            }
            if (counts.read == 0) {
                remarks.add(side.word() + ": no message of " + options.namespace() + " was read"
                        + (counts.foreign == 0 ? "" : ", only " + counts.foreign + " records of others")
                        + (records.foreign().isEmpty() ? "" : ", of " + String.join(", ", records.foreign())));
            }
        }
        return remarks;
    }

    private Progress progress(double perSecond) throws TopicUnreadableException {
        Map<Side, Long> waiting = new EnumMap<>(Side.class);
        Map<Side, Long> behind = new EnumMap<>(Side.class);
        Map<Side, Long> unreadable = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            waiting.put(side, comparison.waiting(side));
            behind.put(side, reader(side).behind());
            unreadable.put(side, reader(side).records().unreadable());
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
        return new Progress(elapsed, comparison.counts(), waiting, behind, unreadable, perSecond, trouble);
    }

    @Override
    public void close() {
        List.copyOf(readers.values()).forEach(SideReader::close);
    }
}
