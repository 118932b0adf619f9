/**
 * Health, metrics, status and the live page over HTTP, from what the process knows: no database and no cluster is asked. And
 * for whoever has the token, the control of streams.
 */
@NullMarked
package dev.cdcnotifier.runner.http;

import org.jspecify.annotations.NullMarked;
