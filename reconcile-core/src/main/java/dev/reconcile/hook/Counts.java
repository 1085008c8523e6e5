package dev.reconcile.hook;

import java.util.concurrent.atomic.LongAdder;

/** What the worker has done. Thread-safe. */
final class Counts {

    final LongAdder givenUp = new LongAdder();
    final LongAdder acquitted = new LongAdder();
    final LongAdder missing = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder marked = new LongAdder();
    final LongAdder reported = new LongAdder();
    final LongAdder conflicts = new LongAdder();
    final LongAdder pauses = new LongAdder();
    final LongAdder failures = new LongAdder();
}
