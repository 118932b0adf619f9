package dev.cdcnotifier.testkit.guarantee;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** No loss and no phantom: what was seen of each key is what was committed, once or more. Not thread-safe. */
public final class AtLeastOnce implements Guarantee {

    private final Map<String, Integer> committed = new HashMap<>();
    private final Map<String, BitSet> seen = new HashMap<>();

    /** Messages 1 to {@code last} of the key were committed. */
    public void committed(String key, int last) {
        committed.merge(key, last, Math::max);
    }

    /** This message of the key was delivered. */
    public void delivered(String key, int number) {
        seen.computeIfAbsent(key, k -> new BitSet()).set(number);
    }

    /** How many committed messages were not delivered. */
    public long lost() {
        long lost = 0;
        for (Map.Entry<String, Integer> entry : committed.entrySet()) {
            BitSet there = seen.getOrDefault(entry.getKey(), new BitSet());
            lost += entry.getValue() - there.get(1, entry.getValue() + 1).cardinality();
        }
        return lost;
    }

    @Override
    public String promise() {
        return "every committed message is delivered at least once, and nothing else is";
    }

    @Override
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>(committed.keySet());
        keys.addAll(seen.keySet());
        for (String key : keys) {
            int last = committed.getOrDefault(key, 0);
            BitSet there = seen.getOrDefault(key, new BitSet());
            BitSet missing = new BitSet();
            missing.set(1, last + 1);
            missing.andNot(there);
            if (!missing.isEmpty()) {
                violations.add("lost: of key " + key + " the messages " + missing + " of 1 to " + last);
            }
            BitSet phantoms = (BitSet) there.clone();
            phantoms.clear(1, last + 1);
            if (!phantoms.isEmpty()) {
                violations.add(
                        "phantom: of key " + key + " the messages " + phantoms + ", committed were 1 to " + last);
            }
        }
        return violations;
    }
}
