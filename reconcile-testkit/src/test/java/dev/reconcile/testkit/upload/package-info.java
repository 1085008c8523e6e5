/** Guarded uploads over faulty stores, and the engine beside them. */
package dev.reconcile.testkit.upload;
