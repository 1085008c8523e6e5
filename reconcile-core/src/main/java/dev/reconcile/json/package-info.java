/** What the reports and the journal share in writing JSON. Not exported. */
@NullMarked
package dev.reconcile.json;

import org.jspecify.annotations.NullMarked;
