package dev.cdcnotifier.testkit.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * First occurrences of a key's messages come in commit order without a gap: each number is at most one more than the
 * greatest before it. Repeats are counted, and so are the jumps back with which they begin. Not thread-safe.
 */
public final class PerKeyOrder implements Guarantee {

    private static final class Key {
        private int greatest;
        private int previous;
    }

    private final Map<String, Key> keys = new HashMap<>();
    private final List<String> strayRepeats = new ArrayList<>();
    private final List<String> overtakings = new ArrayList<>();
    private long delivered;
    private long duplicates;
    private long jumpsBack;

    /** This message of the key was delivered, after all that was told before. */
    public void delivered(String name, int number) {
        Key key = keys.computeIfAbsent(name, k -> new Key());
        delivered++;
        if (number > key.greatest + 1) {
            overtakings.add("gap: of key " + name + " message " + number + " came after " + key.greatest);
        }
        if (number <= key.greatest) {
            duplicates++;
            if (number <= key.previous) {
                jumpsBack++;
            } else if (number > key.previous + 1) {
                strayRepeats.add(
                        "gap in a repeat: of key " + name + " message " + number + " came after " + key.previous);
            }
        }
        key.greatest = Math.max(key.greatest, number);
        key.previous = number;
    }

    /** How many messages were delivered, repeats too. */
    public long delivered() {
        return delivered;
    }

    /** How many of them were repeats. */
    public long duplicates() {
        return duplicates;
    }

    /** How often a key's sequence went back: once per key and replay. */
    public long jumpsBack() {
        return jumpsBack;
    }

    /** The greatest number delivered of a key; 0 when there was none. */
    public int greatest(String name) {
        Key key = keys.get(name);
        return key == null ? 0 : key.greatest;
    }

    @Override
    public String promise() {
        return "per key, first occurrences come in commit order without a gap, and repeats are whole runs";
    }

    @Override
    public List<String> violations() {
        return Stream.concat(overtakings.stream(), strayRepeats.stream()).toList();
    }

    /**
     * The violations that concern first occurrences. After a process was frozen these alone count: when it is thawed, a
     * request it had begun may still arrive, and repeats messages in the midst of another's run.
     */
    public List<String> overtakings() {
        return List.copyOf(overtakings);
    }
}
