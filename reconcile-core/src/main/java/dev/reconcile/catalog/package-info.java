/**
 * The metadata catalog as the engine sees it: records, their references to objects, and marks. An adapter for a new catalog
 * implements {@link dev.reconcile.catalog.MetadataCatalog} and nothing else.
 */
@NullMarked
package dev.reconcile.catalog;

import org.jspecify.annotations.NullMarked;
