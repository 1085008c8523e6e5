/** An admin endpoint to copy: runs over HTTP behind a feature flag and a token, as jobs where they are long, with health and metrics. */
@NullMarked
package dev.reconcile.examples.admin;

import org.jspecify.annotations.NullMarked;
