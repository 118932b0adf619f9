package dev.cdcnotifier.supervision;

/**
 * The one thing a worker is halted at, which it can be told to pass over. Only the worker knows what it is; an equal one is
 * the same one, and its text names it to an operator.
 */
public interface Obstacle {}
