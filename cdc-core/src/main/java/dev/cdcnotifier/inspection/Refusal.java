package dev.cdcnotifier.inspection;

/**
 * Why a system could not be asked.
 *
 * @param reason the code that a stream would have as its reason
 * @param message what happened and what to do, in a sentence
 */
public record Refusal(String reason, String message) {}
