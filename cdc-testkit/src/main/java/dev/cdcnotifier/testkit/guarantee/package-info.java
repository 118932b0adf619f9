/** What is promised about delivery, as objects that are told what happens and say what was broken. */
@NullMarked
package dev.cdcnotifier.testkit.guarantee;

import org.jspecify.annotations.NullMarked;
