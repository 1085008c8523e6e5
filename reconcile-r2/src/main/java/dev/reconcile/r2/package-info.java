/** ObjectStore for Cloudflare R2: its endpoints, and what it has and hasn't, over {@code dev.reconcile.s3}. */
@NullMarked
package dev.reconcile.r2;

import org.jspecify.annotations.NullMarked;
