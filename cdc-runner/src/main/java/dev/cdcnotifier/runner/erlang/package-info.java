/** Reads Erlang terms in text form, as a {@code sys.config} holds them; knows nothing of what they mean. */
@NullMarked
package dev.cdcnotifier.runner.erlang;

import org.jspecify.annotations.NullMarked;
