/** An application and its own test, whose last assertion is a reconcile. */
package dev.reconcile.examples.integration;
