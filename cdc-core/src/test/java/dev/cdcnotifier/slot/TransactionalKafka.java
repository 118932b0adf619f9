package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.delivery.Position;
import dev.cdcnotifier.delivery.TransactionalOutboxes;
import dev.cdcnotifier.pg.Lsn;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka in memory as a reader of committed records sees it, and its transactional producers, whose commits fail in every
 * way there is: before they took effect or after, at once or only later. A message reads {@code key:number}; each may be
 * seen once, and a key's in order.
 */
final class TransactionalKafka {

    private final Random random;
    private final Runnable step;
    private final Map<String, Integer> seen = new HashMap<>();

    private @Nullable Position position;
    private Lsn remembered = Lsn.NONE;
    boolean faults = true;
    int commits;
    int lateCommits;
    int aborts;

    /** @param step what happens between any two things, and may be the end of the process */
    TransactionalKafka(Random random, Runnable step) {
        this.random = random;
        this.step = step;
    }

    /** How far the stream is, as the next session finds it. */
    @Nullable
    Position position() {
        return position;
    }

    boolean isSeen(String message) {
        int colon = message.indexOf(':');
        return Integer.parseInt(message.substring(colon + 1)) <= seen.getOrDefault(message.substring(0, colon), 0);
    }

    /** What no client is known to throw: it has taken the record nevertheless. */
    static final class Unforeseen extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A producer of a new session: what another has begun is over. */
    final class Session {

        private final List<ProducerRecord<byte[], byte[]>> open = new ArrayList<>();
        private final boolean stands = faults && random.nextInt(10) == 0;
        private boolean inTransaction;
        private boolean commitAsked;
        private boolean applied;
        private boolean broken;

        @SuppressWarnings("unchecked")
        Producer<byte[], byte[]> producer() {
            return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                    Session.class.getClassLoader(),
                    new Class<?>[] {Producer.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "beginTransaction" -> begin();
                        case "send" -> send((ProducerRecord<byte[], byte[]>) arguments[0], (Callback) arguments[1]);
                        case "commitTransaction" -> commit();
                        case "metrics" -> Map.of();
                        case "close" -> null;
                        default -> throw new AssertionError(method);
                    });
        }

        /** The session is over: a commit that was asked for may still take effect, and then there is none any more. */
        void end() {
            if (commitAsked && !applied && !broken && random.nextBoolean()) {
                lateCommits++;
                apply();
            } else if (!applied && !open.isEmpty()) {
                aborts++;
            }
        }

        private @Nullable Object begin() {
            assertThat(inTransaction).isFalse();
            inTransaction = true;
            commitAsked = false;
            applied = false;
            open.clear();
            return null;
        }

        private @Nullable Object send(ProducerRecord<byte[], byte[]> message, Callback callback) {
            step.run();
            assertThat(inTransaction && !commitAsked)
                    .as("sent inside of a transaction")
                    .isTrue();
            if (faults && random.nextInt(300) == 0) {
                broken = true;
                callback.onCompletion(null, new InvalidProducerEpochException("scripted"));
                return null;
            }
            open.add(message);
            if (faults && random.nextInt(300) == 0) {
                throw new Unforeseen();
            }
            return null;
        }

        private @Nullable Object commit() {
            commitAsked = true;
            step.run();
            if (broken) {
                throw new KafkaException("scripted: a record failed");
            }
            int outcome = faults ? random.nextInt(40) : 40;
            if (stands || outcome < 8) {
                applyPerhaps();
                throw new TimeoutException("scripted: no answer yet");
            }
            if (outcome == 8) {
                applyPerhaps();
                throw new KafkaException("scripted: nobody knows");
            }
            if (outcome == 9 && !applied) {
                broken = true;
                throw new ProducerFencedException("scripted");
            }
            apply();
            step.run();
            inTransaction = false;
            return null;
        }

        private void applyPerhaps() {
            if (random.nextInt(3) == 0) {
                apply();
                step.run();
            }
        }

        private void apply() {
            if (applied) {
                return;
            }
            applied = true;
            commits++;
            Position reached = position;
            boolean holdsMessages = false;
            for (ProducerRecord<byte[], byte[]> message : open) {
                if (TransactionalOutboxes.isRemembered(message)) {
                    remember(message);
                } else if (message.topic().equals(TransactionalOutboxes.POSITIONS)) {
                    reached = TransactionalOutboxes.position(message.value());
                } else {
                    holdsMessages = true;
                    see(new String(message.value(), StandardCharsets.UTF_8));
                }
            }
            assertThat(holdsMessages && reached == position)
                    .as("a transaction with messages and without their position")
                    .isFalse();
            position = reached;
        }
    }

    private void remember(ProducerRecord<byte[], byte[]> message) {
        Lsn now = TransactionalOutboxes.remembered(message);
        remembered = Lsn.max(remembered, now);
    }

    /** Up to where positions may be confirmed, as the next session finds it. */
    Lsn remembered() {
        return remembered;
    }

    private void see(String message) {
        int colon = message.indexOf(':');
        int number = Integer.parseInt(message.substring(colon + 1));
        Integer before = seen.put(message.substring(0, colon), number);
        assertThat(number).as("%s after %s", message, before).isEqualTo(before == null ? 1 : before + 1);
    }
}
