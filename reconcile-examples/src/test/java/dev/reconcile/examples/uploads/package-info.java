/** The artifact service, from outside. */
package dev.reconcile.examples.uploads;
