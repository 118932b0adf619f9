package dev.cdcnotifier.supervision;

/**
 * Why a connected worker receives nothing although there is something for it.
 *
 * @param reason a stable code
 * @param message the reason in words for an operator; without figures that change from one look to the next
 * @param working whether the other side is at work on it, so that it ends by itself
 */
public record Stall(String reason, String message, boolean working) {}
