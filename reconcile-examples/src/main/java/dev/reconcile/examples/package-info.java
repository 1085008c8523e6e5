/** Short hosts to copy. */
package dev.reconcile.examples;
