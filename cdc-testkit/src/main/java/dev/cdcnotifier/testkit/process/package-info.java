/** Child processes that are gone when they should be, also after a {@code kill -9} of the JVM that started them. */
@NullMarked
package dev.cdcnotifier.testkit.process;

import org.jspecify.annotations.NullMarked;
