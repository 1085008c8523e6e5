/**
 * An S3 server in this process, for tests that need the real protocol. {@link dev.reconcile.testkit.s3.S3Server} answers as AWS
 * does: listing in UTF-8 order, checked signatures, conditional requests, versions. {@link dev.reconcile.testkit.s3.Deviations}
 * make it behave as other stores do, {@link dev.reconcile.testkit.s3.Faults} make it misbehave, and
 * {@link dev.reconcile.testkit.s3.RequestLog} shows what was asked. Where even the bytes must be wrong,
 * {@link dev.reconcile.testkit.s3.ScriptedServer} sends whatever it is told to.
 */
@NullMarked
package dev.reconcile.testkit.s3;

import org.jspecify.annotations.NullMarked;
