package dev.cdcnotifier.chaos.agent;

/** Advice around a method of the runner, all overloads of it. */
record Change(String type, String method, Class<?> advice) {}
