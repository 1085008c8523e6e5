/** Plays the runbooks of an image service and of an asset maintenance from the outside: HTTP, SQL and objects. */
package dev.reconcile.examples.admin;
