package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.verify.Alignment.Pair;
import dev.cdcnotifier.runner.verify.Alignment.Section;
import dev.cdcnotifier.runner.verify.Difference.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one process in one sink that have found no counterpart yet, of each side in the order they came. Heads that
 * say the same leave together. Where they do not, it waits until nothing more can come that would explain it, and then lays
 * the two sequences side by side. One thread.
 */
final class Lane {

    /** What becomes of messages. */
    interface Outcome {

        /** Both say the same at the same place of their sequences. */
        void same(Observed ours, Observed engine);

        void repeated(Side side, Observed message);

        void differs(Difference difference);

        /** It has no counterpart and needs none: it is from before the start. */
        void passedOver(Side side, Observed message);
    }

    private final Duration tolerance;
    private final Deque<Observed> ours = new ArrayDeque<>();
    private final Deque<Observed> engine = new ArrayDeque<>();

    Lane(Duration tolerance) {
        this.tolerance = tolerance;
    }

    boolean isEmpty() {
        return ours.isEmpty() && engine.isEmpty();
    }

    private Deque<Observed> of(Side side) {
        return side == Side.OURS ? ours : engine;
    }

    void add(Side side, Observed message, Outcome outcome) {
        of(side).add(message);
        match(outcome);
    }

    private void match(Outcome outcome) {
        while (!ours.isEmpty() && !engine.isEmpty()) {
            Observed first = ours.getFirst();
            Observed second = engine.getFirst();
            if (!agree(first, second)) {
                return;
            }
            ours.removeFirst();
            engine.removeFirst();
            outcome.same(first, second);
        }
    }

    /** Both say the same, and neither may be a repeat: that could take the place of the one that comes next. */
    private boolean agree(Observed first, Observed second) {
        return !first.mayBeRepeat() && !second.mayBeRepeat() && same(first, second);
    }

    private boolean same(Observed first, Observed second) {
        return first.content().isAbout(second.content())
                && first.content().differences(second.content(), tolerance).isEmpty();
    }

    /**
     * Decides on messages that have waited long enough for a counterpart.
     *
     * @param last whether nothing more comes: then it decides on events that both sides tell, too, however short they waited
     */
    void judge(BiPredicate<Side, Observed> isOverdue, boolean last, Outcome outcome) {
        int before = Integer.MAX_VALUE;
        // An alignment has a limit: long sequences take several.
        while (ours.size() + engine.size() < before && (last || hasOverdue(isOverdue))) {
            before = ours.size() + engine.size();
            look(isOverdue, last, outcome, true);
            boolean isCut = Math.max(ours.size(), engine.size()) > Alignment.LONGEST;
            if (isCut && ours.size() + engine.size() == before) {
                look(isOverdue, last, outcome, false);
            }
        }
    }

    private void look(BiPredicate<Side, Observed> isOverdue, boolean last, Outcome outcome, boolean beyond) {
        List<Section> sections = Alignment.of(List.copyOf(ours), List.copyOf(engine), this::agree);
        new Judgement(sections, isOverdue, last, beyond, outcome).decide();
        match(outcome);
    }

    /** Whether the other side has the same behind what is laid side by side: then what stands before has to go first. */
    private boolean isBeyond(Side side, Observed message) {
        return of(side.other()).stream().skip(Alignment.LONGEST).anyMatch(candidate -> agree(message, candidate));
    }

    private boolean hasOverdue(BiPredicate<Side, Observed> isOverdue) {
        return isOverdue(Side.OURS, ours.peekFirst(), isOverdue)
                || isOverdue(Side.ENGINE, engine.peekFirst(), isOverdue);
    }

    private static boolean isOverdue(Side side, @Nullable Observed message, BiPredicate<Side, Observed> isOverdue) {
        return message != null && isOverdue.test(side, message);
    }

    /** One look at both sequences. */
    private final class Judgement {

        private final List<Section> sections;
        private final BiPredicate<Side, Observed> isOverdue;
        private final boolean last;
        private final boolean beyond;
        private final Outcome outcome;
        private final Map<Observed, Observed> partners = new HashMap<>();
        private final Set<Observed> decided = new HashSet<>();

        /** @param beyond whether to look for counterparts behind the sections as well */
        Judgement(
                List<Section> sections,
                BiPredicate<Side, Observed> isOverdue,
                boolean last,
                boolean beyond,
                Outcome outcome) {
            this.sections = sections;
            this.isOverdue = isOverdue;
            this.last = last;
            this.beyond = beyond;
            this.outcome = outcome;
            findMoved();
            sections.forEach(section -> findPartners(section.ours(), section.engine(), Lane.this::same));
            sections.forEach(section -> findPartners(section.ours(), section.engine(), this::tellDifferently));
        }

        /** The same message in both sequences, at different places. */
        private void findMoved() {
            List<Observed> left = new ArrayList<>();
            sections.forEach(section -> left.addAll(section.engine()));
            sections.forEach(section -> findPartners(section.ours(), left, Lane.this::agree));
        }

        /** The same thing, not in the same words. */
        private boolean tellDifferently(Observed first, Observed second) {
            return !first.mayBeRepeat()
                    && !second.mayBeRepeat()
                    && first.content().isAbout(second.content());
        }

        private void findPartners(
                List<Observed> messages, List<Observed> candidates, BiPredicate<Observed, Observed> fits) {
            for (Observed message : messages) {
                candidates.stream()
                        .filter(candidate -> !partners.containsKey(message)
                                && !partners.containsKey(candidate)
                                && fits.test(message, candidate))
                        .findFirst()
                        .ifPresent(partner -> pair(message, partner));
            }
        }

        private void pair(Observed message, Observed partner) {
            partners.put(message, partner);
            partners.put(partner, message);
        }

        /** Section by section; up to the first with something that has to wait, if it is to be waited for. */
        void decide() {
            for (Section section : sections) {
                boolean all = true;
                for (Observed message : section.ours()) {
                    all &= decide(Side.OURS, message);
                }
                for (Observed message : section.engine()) {
                    all &= decide(Side.ENGINE, message);
                }
                Pair end = section.end();
                if (end == null || !all && !last) {
                    break;
                }
                decided.add(end.ours());
                decided.add(end.engine());
                outcome.same(end.ours(), end.engine());
            }
            ours.removeAll(decided);
            engine.removeAll(decided);
        }

        /** Whether it is decided on. */
        private boolean decide(Side side, Observed message) {
            if (decided.contains(message)) {
                return true;
            }
            Observed partner = partners.get(message);
            // Of two the one or the other may have a better partner that is yet to come.
            boolean isDue = isOverdue.test(side, message) && (partner == null || isOverdue.test(side.other(), partner));
            if (isDue && partner == null && beyond && isBeyond(side, message)) {
                return false;
            }
            if (isDue || last && partner != null && isOneEvent(message, partner)) {
                decided.add(message);
                if (partner == null) {
                    alone(side, message);
                } else {
                    decided.add(partner);
                    together(side == Side.OURS ? message : partner, side == Side.OURS ? partner : message);
                }
            }
            return decided.contains(message);
        }

        /** An event's id comes once: of two that have it no other becomes the partner. */
        private static boolean isOneEvent(Observed message, Observed partner) {
            return message.content().sink() == Sink.EVENTSINK
                    && message.content().isAbout(partner.content());
        }

        private void alone(Side side, Observed message) {
            if (message.mayBeRepeat()) {
                outcome.repeated(side, message);
            } else if (!message.counts()) {
                outcome.passedOver(side, message);
            } else {
                outcome.differs(Difference.onlyOn(side, message));
            }
        }

        private void together(Observed first, Observed second) {
            if (first.mayBeRepeat() || second.mayBeRepeat()) {
                outcome.same(first, second);
            } else {
                outcome.differs(differing(first, second));
            }
        }

        private Difference differing(Observed first, Observed second) {
            List<String> fields = first.content().differences(second.content(), tolerance);
            return Difference.between(fields.isEmpty() ? Kind.OUT_OF_ORDER : Kind.DIFFERENT, fields, first, second);
        }
    }
}
