package dev.cdcnotifier.schema;

import dev.cdcnotifier.pg.ValueReader;
import org.jspecify.annotations.Nullable;

/**
 * What reads both forms of one type.
 *
 * @param binary null when the binary form makes no sense as this kind of value
 */
record ValueForms<T>(@Nullable ValueReader<T> binary, ValueReader<T> text) {}
