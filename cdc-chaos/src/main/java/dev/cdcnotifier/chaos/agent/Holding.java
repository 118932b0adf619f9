package dev.cdcnotifier.chaos.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.bytebuddy.asm.Advice;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Kafka takes nothing of some topics for a while, and everything of the others: records of topics that a file names wait
 * in front of the client, in their order, until the file names them no more. A single broker cannot be made to do that.
 */
public final class Holding {

    /** What the process prints before the names of the topics whose records wait from then on. */
    public static final String HOLDS = "chaos agent: holds the records of ";

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Queue<Held> HELD = new ArrayDeque<>();
    private static volatile List<String> topics = List.of();
    private static @Nullable Thread releasing;

    private record Held(
            KafkaProducer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> message,
            @Nullable Callback callback) {}

    private Holding() {}

    /** Looks at the file from now on. */
    static synchronized void watch(Path file) {
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        look(file);
                        LockSupport.parkNanos(LOOK_NANOS);
                    }
                },
                "chaos-holding");
        thread.setDaemon(true);
        releasing = thread;
        thread.start();
    }

    /** Whether this record has to wait. */
    @SuppressWarnings("unchecked") // as the outbox declares them
    public static synchronized boolean holds(Object producer, @Nullable Object[] arguments) {
        if (arguments.length != 2 || Thread.currentThread() == releasing) {
            return false;
        }
        Held record = new Held(
                (KafkaProducer<byte[], byte[]>) producer, (ProducerRecord<byte[], byte[]>) arguments[0], (Callback)
                        arguments[1]);
        String topic = record.message.topic();
        boolean holds = topics.contains(topic)
                || HELD.stream().anyMatch(held -> held.message.topic().equals(topic));
        if (holds) {
            HELD.add(record);
        }
        return holds;
    }

    private static synchronized void look(Path file) {
        try {
            List<String> named = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (!named.equals(topics)) {
                topics = named;
                System.err.println(HOLDS + named);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Iterator<Held> waiting = HELD.iterator(); waiting.hasNext(); ) {
            Held next = waiting.next();
            if (topics.contains(next.message.topic())) {
                continue;
            }
            waiting.remove();
            try {
                next.producer.send(next.message, next.callback);
            } catch (RuntimeException e) {
                // Its session has ended: the slot sends it again.
            }
        }
    }

    /** Inlined before a record is sent. */
    static final class BeforeSend {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.This Object producer, @Advice.AllArguments @Nullable Object[] arguments) {
            return holds(producer, arguments);
        }
    }
}
