package dev.cdcnotifier.pg;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array of PostgreSQL: any number of dimensions, each with a lower bound of its own, and elements that may be null.
 * Immutable as far as its elements are.
 *
 * @param dimensions from the outermost to the innermost; none for an empty array
 * @param elements all elements, the innermost dimension running fastest
 */
public record PgArray<T>(List<Dimension> dimensions, List<@Nullable T> elements) {

    /**
     * One dimension.
     *
     * @param length how many elements it has, at least 1
     * @param lowerBound the subscript of the first, usually 1
     */
    public record Dimension(int length, int lowerBound) {}

    public PgArray {
        dimensions = List.copyOf(dimensions);
        // List.copyOf refuses nulls; nobody else has the list.
        elements = Collections.unmodifiableList(elements);
    }
}
