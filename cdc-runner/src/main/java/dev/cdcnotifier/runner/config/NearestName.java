package dev.cdcnotifier.runner.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody who mistyped most likely meant. Pure. */
public final class NearestName {

    private NearestName() {}

    /** {@code ; did you mean "x"?}, or an empty string when nothing known is close. */
    public static String hint(String typed, Collection<String> known) {
        return find(typed, known)
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("");
    }

    /** The closest known name, when at most three letters and not more than a third of them would have to change. */
    static Optional<String> find(String typed, Collection<String> known) {
        int limit = Math.min(3, Math.max(1, typed.length() / 3));
        return known.stream()
                .filter(name -> distance(typed, name) <= limit)
                .min(Comparator.comparingInt((String name) -> distance(typed, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * How many letters must be put in, taken out, changed or swapped with their neighbour (optimal string alignment);
     * case and the choice between {@code -}, {@code _} and {@code .} count nothing.
     */
    static int distance(String left, String right) {
        String a = plain(left);
        String b = plain(right);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    }
}
