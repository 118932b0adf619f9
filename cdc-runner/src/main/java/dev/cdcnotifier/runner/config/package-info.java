/** The configuration file: read strictly, with every problem told at once; the only place that knows HOCON. */
@NullMarked
package dev.cdcnotifier.runner.config;

import org.jspecify.annotations.NullMarked;
