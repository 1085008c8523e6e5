/** What runs cost and what orphans cost: prices, an estimate before a run, the bill after it, the storage of what nobody refers to. */
@NullMarked
package dev.reconcile.cost;

import org.jspecify.annotations.NullMarked;
