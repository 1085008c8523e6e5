/**
 * The command line: {@link dev.reconcile.cli.Main} reads what was typed, one class a command does it. What a command writes goes through
 * {@link dev.reconcile.cli.Terminal}, how it ends is an {@link dev.reconcile.cli.ExitCode}.
 */
@NullMarked
package dev.reconcile.cli;

import org.jspecify.annotations.NullMarked;
