/**
 * The durable record of runs: what was found, what was about to be changed, what became of it. Everything that resumes, applies or
 * undoes a run reads it here. {@link dev.reconcile.journal.RunJournal} is the port, with a directory of JSON Lines files in this
 * module and tables in reconcile-jdbc; {@link dev.reconcile.journal.JournalFormat} is the form of an entry.
 */
@NullMarked
package dev.reconcile.journal;

import org.jspecify.annotations.NullMarked;
