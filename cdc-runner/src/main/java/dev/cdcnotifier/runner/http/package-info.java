/** Health, metrics and status over HTTP, from what the process knows: no database and no cluster is asked. */
@NullMarked
package dev.cdcnotifier.runner.http;

import org.jspecify.annotations.NullMarked;
