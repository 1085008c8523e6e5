/** Contract tests for stores and catalogs, fault injection, an in-process S3 server and AssertJ assertions. */
@NullMarked
package dev.reconcile.testkit;

import org.jspecify.annotations.NullMarked;
