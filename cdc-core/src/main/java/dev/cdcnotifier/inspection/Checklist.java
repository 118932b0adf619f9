package dev.cdcnotifier.inspection;

import dev.cdcnotifier.inspection.Precondition.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to look at, and what has been looked at. Whatever is left when the looking ends, for whatever reason, is
 * told as skipped: nothing is passed over in silence. For one thread.
 */
public final class Checklist {

    private final Map<String, Optional<Precondition>> entries = new LinkedHashMap<>();

    /** Announces what will be looked at, after what was announced before. */
    public void plan(String... names) {
        for (String name : names) {
            entries.putIfAbsent(name, Optional.empty());
        }
    }

    /** Enters what was looked at, in the place where it was announced, or else at the end. */
    public void add(Precondition precondition) {
        entries.put(precondition.name(), Optional.of(precondition));
    }

    /** Whether something was looked at and does not hold. */
    public boolean hasFailed(String name) {
        return entries.getOrDefault(name, Optional.empty())
                .filter(precondition -> precondition.state() == State.FAILED)
                .isPresent();
    }

    /** The first that was announced and has not been looked at. */
    public Optional<String> next() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Everything that has not been looked at is skipped. */
    public void skipRest(String because) {
        entries.replaceAll((name, entry) -> Optional.of(entry.orElseGet(() -> Precondition.skipped(name, because))));
    }

    /** Everything, in the order in which it was announced. */
    public List<Precondition> preconditions() {
        List<Precondition> all = new ArrayList<>();
        entries.values().forEach(entry -> entry.ifPresent(all::add));
        return all;
    }
}
