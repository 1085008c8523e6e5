/**
 * How a run goes, one file a stage, in this order: {@code Run} leads through {@code Snapshot} (the catalog, sorted),
 * {@code Walk} with {@code Listing}, {@code MergeJoin} and {@code Nominator} (candidates), {@code Confirm} (fresh looks), {@code Findings},
 * {@code Tripwires} (the guardrails) and {@code Apply}. Everything asked of the store or the catalog goes through
 * {@code Calls}; everything too large for memory through {@code SpillingSorter}.
 */
@NullMarked
package dev.reconcile.engine;

import org.jspecify.annotations.NullMarked;
