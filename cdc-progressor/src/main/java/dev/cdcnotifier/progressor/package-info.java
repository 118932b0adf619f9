/**
 * The rows of progressor, a process engine, as the messages its consumers read: the machinegun event sink and
 * lifecycle sink in Thrift's binary protocol.
 */
@NullMarked
package dev.cdcnotifier.progressor;

import org.jspecify.annotations.NullMarked;
