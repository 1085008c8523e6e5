/** MetadataCatalog over Jdbi 3, for tables in a SQL database. */
@NullMarked
package dev.reconcile.jdbc;

import org.jspecify.annotations.NullMarked;
