package dev.cdcnotifier.delivery;

import dev.cdcnotifier.pg.Durations;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why a cluster does not answer, as far as its bootstrap addresses tell: Kafka's client says of all of them together only
 * that time is over. Connects to each, sends nothing. Waits for the name service, and for all answers together as long as
 * it is told to.
 */
final class BrokerProbe {

    /** How long to wait for connections. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What was found at an address. */
    enum Answer {
        ACCEPTS,
        REFUSES,
        SILENT,
        UNREACHABLE,
        UNKNOWN_HOST,
        MALFORMED
    }

    private final Map<String, Answer> answers;

    private BrokerProbe(Map<String, Answer> answers) {
        this.answers = answers;
    }

    /** @param bootstrapServers {@code host:port,host:port} */
    static BrokerProbe of(String bootstrapServers, Duration patience) throws InterruptedException {
        Map<String, Answer> answers = new LinkedHashMap<>();
        Arrays.stream(bootstrapServers.split(","))
                .map(String::trim)
                .filter(address -> !address.isEmpty())
                .forEach(address -> answers.put(address, Answer.SILENT));
        try (Selector selector = Selector.open()) {
            try {
                for (String address : answers.keySet()) {
                    answers.put(address, begin(address, selector));
                }
                await(selector, patience, answers);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while looking at the brokers");
        } catch (IOException e) {
            // No socket to be had here: then nothing is known of the brokers.
            return new BrokerProbe(answers);
        }
        return new BrokerProbe(answers);
    }

    private static void await(Selector selector, Duration patience, Map<String, Answer> answers)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis();
                left > 0 && answers.containsValue(Answer.SILENT);
                left = (end - System.nanoTime()) / 1_000_000) {
            selector.select(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while looking at the brokers");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                answers.put(String.valueOf(key.attachment()), finish((SocketChannel) key.channel()));
                key.cancel();
                key.channel().close();
            }
            selector.selectedKeys().clear();
        }
    }

    private static Answer begin(String address, Selector selector) throws IOException {
        int colon = address.lastIndexOf(':');
        InetSocketAddress resolved;
        try {
            String host = address.substring(0, Math.max(0, colon)).replaceAll("^.*://", "");
            resolved = new InetSocketAddress(
                    host.replaceAll("^\\[|]$", ""), Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Answer.MALFORMED;
        }
        if (resolved.isUnresolved()) {
            return Answer.UNKNOWN_HOST;
        }
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_CONNECT, address);
        try {
            return channel.connect(resolved) ? Answer.ACCEPTS : Answer.SILENT;
        } catch (ConnectException e) {
            return Answer.REFUSES;
        } catch (IOException e) {
            return Answer.UNREACHABLE;
        }
    }

    private static Answer finish(SocketChannel channel) {
        try {
            return channel.finishConnect() ? Answer.ACCEPTS : Answer.SILENT;
        } catch (ConnectException e) {
            return Answer.REFUSES;
        } catch (IOException e) {
            return Answer.UNREACHABLE;
        }
    }

    Map<String, Answer> answers() {
        return answers;
    }

    /** Whether there is somebody to wait for. */
    boolean isAnswered() {
        return answers.containsValue(Answer.ACCEPTS);
    }

    /** Whether it is names alone that are wrong. */
    boolean isUnresolvable() {
        return answers.values().stream().allMatch(answer -> answer == Answer.UNKNOWN_HOST);
    }

    /** What was found, in a few words. */
    String inWords() {
        return answers.entrySet().stream()
                .map(found -> found.getKey()
                        + switch (found.getValue()) {
                            case ACCEPTS -> " accepts connections";
                            case REFUSES -> " refuses connections: nothing listens there";
                            case SILENT -> " gave no answer within " + Durations.inWords(PATIENCE);
                            case UNREACHABLE -> " cannot be reached by the network";
                            case UNKNOWN_HOST -> ": unknown host";
                            case MALFORMED -> " is no host:port";
                        })
                .collect(Collectors.joining("; "));
    }

    /** What was found, in a word or two. */
    String found() {
        if (isAnswered()) {
            return "no answer";
        }
        if (isUnresolvable()) {
            return "unknown host";
        }
        return answers.values().stream().allMatch(answer -> answer == Answer.REFUSES) ? "refused" : "not reached";
    }
}
