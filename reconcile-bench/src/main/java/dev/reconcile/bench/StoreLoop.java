package dev.reconcile.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * One thread that serves many connections. A request that waits for its latency is an entry in a queue and holds no thread; its answer
 * is made while it waits.
 */
final class StoreLoop implements Runnable {

    private final StorePages pages;
    private final StoreSettings settings;
    private final RequestCounts counts;
    private final Function<StoreRequest, String> administration;
    private final Selector selector;
    private final Queue<SocketChannel> arrived = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Connection> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
    private final Queue<ByteBuffer> spare = new ArrayDeque<>();

    StoreLoop(
            StorePages pages,
            StoreSettings settings,
            RequestCounts counts,
            Function<StoreRequest, String> administration)
            throws IOException {
        this.pages = pages;
        this.settings = settings;
        this.counts = counts;
        this.administration = administration;
        this.selector = Selector.open();
    }

    /** From any thread. */
    void take(SocketChannel connection) {
        arrived.add(connection);
        selector.wakeup();
    }

    @Override
    public void run() {
        try {
            while (selector.isOpen()) {
                await();
                for (SocketChannel one = arrived.poll(); one != null; one = arrived.poll()) {
                    one.register(selector, SelectionKey.OP_READ, new Connection(one));
                }
                for (SelectionKey ready : selector.selectedKeys()) {
                    ((Connection) ready.attachment()).advance(ready);
                }
                selector.selectedKeys().clear();
                answerWhatIsDue();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void await() throws IOException {
        Connection first = waiting.peek();
        if (first == null) {
            selector.select();
            return;
        }
        long left = first.due - System.nanoTime();
        if (left <= 0) {
            selector.selectNow();
        } else {
            selector.select(Math.max(1, left / 1_000_000));
        }
    }

    private void answerWhatIsDue() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.peek().due - now <= 0) {
            waiting.remove().answer();
        }
    }

    private final class Connection {

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(1 << 14);
        private ByteBuffer out = ByteBuffer.allocate(0);
        private long due;

        private Connection(SocketChannel channel) {
            this.channel = channel;
        }

        private void advance(SelectionKey ready) {
            try {
                if (ready.isWritable()) {
                    send();
                } else if (channel.read(in) < 0) {
                    channel.close();
                } else {
                    takeRequest();
                }
            } catch (IOException | RuntimeException broken) {
                close();
            }
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException gone) {
                // it is closed either way
            }
        }

        /** Requests have no bodies, and come one at a time. */
        private void takeRequest() {
            int length = in.position();
            byte[] bytes = in.array();
            if (length < 4
                    || bytes[length - 1] != '\n'
                    || bytes[length - 2] != '\r'
                    || bytes[length - 3] != '\n'
                    || bytes[length - 4] != '\r') {
                return;
            }
            int line = 0;
            while (bytes[line] != '\r') {
                line++;
            }
            StoreRequest request = StoreRequest.parse(new String(bytes, 0, line, StandardCharsets.US_ASCII));
            in.clear();
            byte[] head = answer(request);
            out = buffer(head.length + pages.bodyLength());
            out.put(head);
            if (!request.isHead()) {
                out.put(pages.body(), 0, pages.bodyLength());
            }
            out.flip();
            long latency = request.isAdministrative() ? 0 : settings.latencyNanos();
            if (latency == 0) {
                answer();
            } else {
                due = System.nanoTime() + latency;
                waiting.add(this);
            }
        }

        private ByteBuffer buffer(int size) {
            ByteBuffer one = spare.poll();
            return one == null || one.capacity() < size ? ByteBuffer.allocateDirect(Math.max(size, 1 << 19)) : one;
        }

        private void answer() {
            try {
                send();
            } catch (IOException broken) {
                close();
            }
        }

        private void send() throws IOException {
            channel.write(out);
            boolean done = !out.hasRemaining();
            if (done && out.capacity() > 0) {
                spare.add(out.clear());
                out = ByteBuffer.allocate(0);
            }
            channel.keyFor(selector).interestOps(done ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
        }

        private byte[] answer(StoreRequest request) {
            if (request.isAdministrative()) {
                return pages.text("200 OK", "text/plain", administration.apply(request));
            }
            String key = request.key();
            boolean listing = key == null && request.query().containsKey("list-type");
            (listing ? counts.lists : key != null && request.isHead() ? counts.heads : counts.others).increment();
            if (listing || (key != null && request.isHead())) {
                counts.noteTime();
            }
            if (!settings.admits()) {
                counts.refused.increment();
                return pages.error("503 Slow Down", "SlowDown");
            }
            if (listing && request.parameter("delimiter", "").isEmpty()) {
                return pages.list(request);
            }
            if (key != null && request.isHead()) {
                return pages.look(key);
            }
            if (key == null && (request.isHead() || request.query().containsKey("versioning"))) {
                return pages.text("200 OK", "application/xml", "<VersioningConfiguration/>");
            }
            return pages.error("501 Not Implemented", "NotImplemented");
        }
    }
}
