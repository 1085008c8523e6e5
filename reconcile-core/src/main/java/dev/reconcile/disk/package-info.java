/** What the journal, the spool and their locks share in writing files that survive a power cut. Not exported. */
@NullMarked
package dev.reconcile.disk;

import org.jspecify.annotations.NullMarked;
