/** The quick start: a service's table and bucket that have drifted apart, and how a dry run, a run that applies, and a check go. */
@NullMarked
package dev.reconcile.examples.quickstart;

import org.jspecify.annotations.NullMarked;
