/** Records of a topic as JSON. Pure. */
@NullMarked
package dev.cdcnotifier.runner.decode;

import org.jspecify.annotations.NullMarked;
