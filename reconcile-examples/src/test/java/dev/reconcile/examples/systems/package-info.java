/** Each of the systems that described the library first, by its own runbook, from outside. */
package dev.reconcile.examples.systems;
