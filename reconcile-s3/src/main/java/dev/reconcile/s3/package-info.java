/** ObjectStore over the AWS SDK for Java 2: AWS S3 and stores that speak its protocol. */
@NullMarked
package dev.reconcile.s3;

import org.jspecify.annotations.NullMarked;
