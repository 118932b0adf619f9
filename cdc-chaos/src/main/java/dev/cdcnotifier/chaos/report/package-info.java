/** What the person in front of it sees, and the summary. */
@NullMarked
package dev.cdcnotifier.chaos.report;

import org.jspecify.annotations.NullMarked;
