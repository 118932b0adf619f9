/** How results are written for people (tables) and for programs (JSON). Pure. */
@NullMarked
package dev.cdcnotifier.runner.text;

import org.jspecify.annotations.NullMarked;
