/**
 * ObjectStore over minio-java: MinIO and stores that speak the S3 protocol.
 *
 * <p>minio-java addresses and signs the requests, with the application's credentials, and sends them by its HTTP client. What comes
 * back is read here: its own methods follow redirects, try again, make an object's absence of any 404, and go round in circles over
 * a listing whose continuation is missing (H4, H6, H88).
 */
@NullMarked
package dev.reconcile.minio;

import org.jspecify.annotations.NullMarked;
