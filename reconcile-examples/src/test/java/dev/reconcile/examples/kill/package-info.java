/** Runs that are killed with SIGKILL, in processes of their own, against a real PostgreSQL and an S3 server. */
package dev.reconcile.examples.kill;
