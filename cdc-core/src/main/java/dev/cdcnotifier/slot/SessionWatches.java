package dev.cdcnotifier.slot;

/**
 * What a session looks at beside its stream, through the control connection.
 *
 * @param join whether it has to make way for one with more publications
 * @param guard whether everything it relies on is still there
 * @param stall whether the server holds back what it has
 */
record SessionWatches(JoinWatch join, StreamGuard guard, StallWatch stall) {}
