/**
 * The configuration: {@link dev.reconcile.cli.config.Configuration} is one YAML file, read strictly, and
 * {@link dev.reconcile.cli.config.Connections} opens what it names. The records of this package are the keys of the file; its JSON Schema and the
 * guide's list of keys are held against them by tests.
 */
@NullMarked
package dev.reconcile.cli.config;

import org.jspecify.annotations.NullMarked;
