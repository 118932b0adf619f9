@NullMarked
package dev.cdcnotifier.runner.runbook;

import org.jspecify.annotations.NullMarked;
