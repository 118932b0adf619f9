package dev.cdcnotifier.runner.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Two sequences laid side by side so that as many messages as possible that say the same face each other: a longest common
 * subsequence. Pure.
 */
final class Alignment {

    /** Sequences are cut here: work and memory are this squared. */
    static final int LONGEST = 400;

    private Alignment() {}

    /** What stands between two pairs that say the same, and the pair that ends it; no pair at the very end. */
    record Section(List<Observed> ours, List<Observed> engine, @Nullable Pair end) {}

    /** Two messages that say the same. */
    record Pair(Observed ours, Observed engine) {}

    static List<Section> of(List<Observed> ours, List<Observed> engine, BiPredicate<Observed, Observed> isSame) {
        List<Observed> a = ours.subList(0, Math.min(LONGEST, ours.size()));
        List<Observed> b = engine.subList(0, Math.min(LONGEST, engine.size()));
        boolean[][] same = new boolean[a.size()][b.size()];
        int[][] longest = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                same[i][j] = isSame.test(a.get(i), b.get(j));
                longest[i][j] = same[i][j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        return sections(a, b, same, longest);
    }

    private static List<Section> sections(List<Observed> a, List<Observed> b, boolean[][] same, int[][] longest) {
        List<Section> sections = new ArrayList<>();
        int i = 0;
        int j = 0;
        int fromI = 0;
        int fromJ = 0;
        while (i < a.size() && j < b.size()) {
            if (same[i][j]) {
                Pair pair = new Pair(a.get(i), b.get(j));
                sections.add(new Section(a.subList(fromI, i), b.subList(fromJ, j), pair));
                fromI = ++i;
                fromJ = ++j;
            } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        sections.add(new Section(a.subList(fromI, a.size()), b.subList(fromJ, b.size()), null));
        return sections;
    }
}
