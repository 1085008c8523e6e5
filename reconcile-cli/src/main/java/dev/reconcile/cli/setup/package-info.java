/** Setting up: {@link dev.reconcile.cli.setup.InitCommand} writes a configuration, {@link dev.reconcile.cli.setup.CheckCommand} looks whether it works. */
@NullMarked
package dev.reconcile.cli.setup;

import org.jspecify.annotations.NullMarked;
