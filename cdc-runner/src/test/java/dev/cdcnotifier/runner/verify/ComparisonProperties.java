package dev.cdcnotifier.runner.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.MessageFormatException;
import dev.cdcnotifier.progressor.MessageReader;
import dev.cdcnotifier.runner.verify.Difference.Kind;
import dev.cdcnotifier.runner.verify.TwoSides.Said;
import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.TopicPartition;

/** Two sides that say the same but for planted differences: each of these is found, and nothing else is. */
class ComparisonProperties {

    private static final int PROCESSES = 6;

    @Property(tries = 3_000)
    void each_planted_difference_is_found_and_nothing_else_whatever_the_interleaving(@ForAll long seed) {
        Random random = new Random(seed);
        Topics topics = new Topics(random);
        int plants = random.nextInt(PROCESSES);
        for (int i = 0; i < plants; i++) {
            topics.plant();
        }
        Reading reading = new Reading(random, topics);
        reading.run();

        assertThat(reading.sides.differences)
                .extracting(difference -> difference.kind() + " " + difference.process() + " " + difference.sink())
                .containsExactlyInAnyOrderElementsOf(topics.planted);
        Counts counts = reading.sides.comparison.counts();
        assertThat(counts.same()).isEqualTo(topics.same);
        assertThat(counts.otherPartition()).isZero();
        for (Side side : Side.values()) {
            assertThat(counts.of(side).repeats).isEqualTo(reading.repeats.getOrDefault(side, 0L));
            assertThat(reading.sides.comparison.waiting(side)).isZero();
        }
        assertThat(reading.sides.comparison.waitingBytes()).isZero();
    }

    /** What each side writes, with differences. */
    private static final class Topics {

        final List<String> planted = new ArrayList<>();
        long same;

        private final Random random;
        private final Map<Side, List<Said>> written = new EnumMap<>(Side.class);
        private final List<String> untouched = new ArrayList<>();
        private int number;

        Topics(Random random) {
            this.random = random;
            written.put(Side.OURS, new ArrayList<>());
            written.put(Side.ENGINE, new ArrayList<>());
            Map<String, Integer> lastEvents = new HashMap<>();
            Map<String, Boolean> working = new HashMap<>();
            Map<String, Instant> lastChanges = new HashMap<>();
            int messages = 1 + random.nextInt(120);
            for (int i = 0; i < messages; i++) {
                String process = "p" + random.nextInt(PROCESSES);
                Instant time = TwoSides.START.plus(Duration.ofMillis(i * 500L));
                // The same change again within the tolerance cannot be told from a repeat of the first.
                Instant lastChange = lastChanges.getOrDefault(process, Instant.MIN);
                if (random.nextInt(3) > 0 || Duration.between(lastChange, time).compareTo(TwoSides.TOLERANCE) < 0) {
                    both(Said.event(process, lastEvents.merge(process, 1, Integer::sum), "content " + i, time), 0);
                } else {
                    lastChanges.put(process, time);
                    boolean fails = working.merge(process, true, (before, now) -> !before);
                    LifecycleChange change =
                            fails ? new LifecycleChange.Failed("reason " + i) : new LifecycleChange.Working();
                    both(Said.lifecycle(process, change, time), random.nextInt(3) - 1);
                }
            }
            for (int i = 0; i < PROCESSES; i++) {
                untouched.add("p" + i);
            }
        }

        private void both(Said said, int skewSeconds) {
            same++;
            written.get(Side.OURS).add(said.ofRow(++number));
            boolean isSkewed = skewSeconds != 0;
            Said theirs = isSkewed ? skewed(said, skewSeconds) : said;
            written.get(Side.ENGINE).add(theirs);
        }

        private static Said skewed(Said said, int seconds) {
            var message = (Content.OfLifecycle) content(said);
            LifecycleChange change = message.what().equals("failed")
                    ? new LifecycleChange.Failed(
                            ((Message.Change.Failed) message.message().change()).reason())
                    : new LifecycleChange.Working();
            return said.saying(
                    Said.lifecycle(said.process(), change, said.time().plusSeconds(seconds))
                            .value());
        }

        private static Content content(Said said) {
            try {
                return Content.of(MessageReader.read(said.value()), said.value());
            } catch (MessageFormatException e) {
                throw new AssertionError(e);
            }
        }

        /** One difference, in a process of its own. */
        void plant() {
            String process = untouched.remove(random.nextInt(untouched.size()));
            Side side = random.nextBoolean() ? Side.OURS : Side.ENGINE;
            List<Integer> places = places(side, process);
            if (places.isEmpty()) {
                return;
            }
            int at = places.get(random.nextInt(places.size()));
            Said said = written.get(side).get(at);
            switch (random.nextInt(4)) {
                case 0 -> lose(side, at);
                case 1 -> add(side, at, said);
                case 2 -> change(side, at, said);
                default -> swap(side, at, places);
            }
        }

        private List<Integer> places(Side side, String process) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < written.get(side).size(); i++) {
                if (written.get(side).get(i).process().equals(process)) {
                    places.add(i);
                }
            }
            return places;
        }

        private void lose(Side side, int at) {
            Said lost = written.get(side).remove(at);
            found(side == Side.OURS ? Kind.ONLY_ENGINE : Kind.ONLY_OURS, lost);
            same--;
        }

        private void add(Side side, int at, Said neighbour) {
            Said more = neighbour.sink() == Sink.EVENTSINK
                    ? Said.event(neighbour.process(), 10_000, "more", neighbour.time())
                    : Said.lifecycle(neighbour.process(), new LifecycleChange.Failed("more"), neighbour.time());
            written.get(side).add(at, side == Side.OURS ? more.ofRow(++number) : more);
            found(side == Side.OURS ? Kind.ONLY_OURS : Kind.ONLY_ENGINE, more);
        }

        private void change(Side side, int at, Said said) {
            Content content = content(said);
            Said other;
            if (content instanceof Content.OfEvent event) {
                Instant time = random.nextBoolean() ? said.time() : said.time().plusSeconds(86_400);
                other = Said.event(said.process(), (int) event.eventId(), "changed", time);
            } else if (content.what().equals("failed")) {
                other = Said.lifecycle(said.process(), new LifecycleChange.Failed("changed"), said.time());
            } else {
                return;
            }
            written.get(side).set(at, said.saying(other.value()));
            found(Kind.DIFFERENT, said);
            same--;
        }

        /** With the next of the same sink, if that one is near. */
        private void swap(Side side, int at, List<Integer> places) {
            List<Said> all = written.get(side);
            Said said = all.get(at);
            for (int next : places) {
                boolean isNear =
                        Duration.between(said.time(), all.get(next).time()).compareTo(TwoSides.GRACE.dividedBy(2)) < 0;
                if (next > at && isNear && all.get(next).sink() == said.sink()) {
                    all.set(at, all.get(next).ofRow(said.row()));
                    all.set(next, said.ofRow(all.get(next).row()));
                    found(Kind.OUT_OF_ORDER, said);
                    same--;
                    return;
                }
            }
        }

        private void found(Kind kind, Said said) {
            planted.add(kind + " " + TwoSides.NAMESPACE + " " + said.process() + " " + said.sink());
        }
    }

    /** Reads both sides' partitions in turns of chance, some runs of records twice, and judges now and then. */
    private static final class Reading {

        final TwoSides sides = new TwoSides();
        final Map<Side, Long> repeats = new EnumMap<>(Side.class);

        private final Random random;
        private final Map<TopicPartition, List<Said>> partitions = new HashMap<>();
        private final Map<TopicPartition, Integer> positions = new HashMap<>();

        Reading(Random random, Topics topics) {
            this.random = random;
            for (Side side : Side.values()) {
                TwoSides.partitions(side).forEach(partition -> partitions.put(partition, new ArrayList<>()));
                topics.written
                        .get(side)
                        .forEach(said -> partitions.get(said.partition(side)).add(said));
                TwoSides.partitions(side).forEach(partition -> repeatSome(side, partitions.get(partition)));
            }
        }

        /** A run that starts further back and goes on from there, as a session that starts anew writes. */
        private void repeatSome(Side side, List<Said> records) {
            for (int times = random.nextInt(3); times > 0 && !records.isEmpty(); times--) {
                int end = 1 + random.nextInt(records.size());
                int length = 1 + random.nextInt(Math.min(end, 8));
                records.addAll(end, List.copyOf(records.subList(end - length, end)));
                repeats.merge(side, (long) length, Long::sum);
            }
        }

        void run() {
            while (true) {
                Side side = random.nextBoolean() ? Side.OURS : Side.ENGINE;
                List<TopicPartition> own = TwoSides.partitions(side);
                TopicPartition partition = own.get(random.nextInt(own.size()));
                for (int burst = random.nextInt(20); burst > 0 && hasMore(partition); burst--) {
                    sides.read(side, partitions.get(partition).get(positions.merge(partition, 1, Integer::sum) - 1));
                }
                if (random.nextInt(4) == 0) {
                    look();
                }
                if (partitions.keySet().stream().noneMatch(this::hasMore)) {
                    break;
                }
            }
            look();
            sides.finish();
        }

        private boolean hasMore(TopicPartition partition) {
            return positions.getOrDefault(partition, 0)
                    < partitions.get(partition).size();
        }

        private void look() {
            for (Side side : Side.values()) {
                for (TopicPartition partition : TwoSides.partitions(side)) {
                    if (!hasMore(partition)) {
                        sides.of(side).hasCome(partition, sides.of(side).latest());
                    }
                }
            }
            sides.judge();
        }
    }
}
