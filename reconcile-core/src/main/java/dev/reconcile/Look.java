package dev.reconcile;

import java.time.Instant;

/**
 * One fresh look, as evidence: what was asked, what the answer was, and when it had come.
 *
 * @param asked in words, keys escaped (H98)
 * @param answer in words
 */
public record Look(String asked, String answer, Instant at) {}
