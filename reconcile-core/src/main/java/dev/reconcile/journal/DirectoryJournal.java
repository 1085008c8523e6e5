package dev.reconcile.journal;

import dev.reconcile.RunId;
import dev.reconcile.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A journal in a directory: {@code runs/<run id>.jsonl} with an entry on each line, and {@code leases/}. Written by one machine at
 * a time, as locks of a network file system can't be relied on. Only their owner may read the files. Thread-safe.
 */
final class DirectoryJournal implements RunJournal {

    private static final Pattern RUN = Pattern.compile("(\\d{8}T\\d{6}Z-[0-9a-f]{8})\\.jsonl");

    private final Path directory;
    private final InstantSource clock;

    DirectoryJournal(Path directory) {
        this(directory, InstantSource.system());
    }

    DirectoryJournal(Path directory, InstantSource clock) {
        this.directory = directory.toAbsolutePath();
        this.clock = clock;
    }

    @Override
    public String identity() {
        return directory.toString();
    }

    private Path runFiles() {
        return directory.resolve("runs");
    }

    private Path file(RunId run) {
        return runFiles().resolve(run + ".jsonl");
    }

    private JournalException unknown(RunId run) {
        return new JournalException("There is no run " + run + " in the journal " + directory, null);
    }

    private interface Opening {
        JournalFile file() throws IOException;
    }

    @Override
    public RunLog begin(String scope, String holder, RunId run) {
        return log(scope, holder, run, () -> {
            try {
                return JournalFile.make(file(run));
            } catch (FileAlreadyExistsException there) {
                throw new JournalException("There is a run " + run + " in the journal " + directory + " already", null);
            }
        });
    }

    @Override
    public RunLog reopen(String scope, String holder, RunId run) {
        if (!Files.exists(file(run))) {
            throw unknown(run);
        }
        return log(scope, holder, run, () -> JournalFile.open(file(run)));
    }

    private RunLog log(String scope, String holder, RunId run, Opening opening) {
        Path leases = directory.resolve("leases");
        try {
            for (Path each : List.of(directory, runFiles(), leases)) {
                Disk.makeDirectory(each);
            }
        } catch (IOException e) {
            throw DiskFailure.of("Making the journal " + directory, e);
        }
        DirectoryLease lease = DirectoryLease.take(leases, scope, LeaseHolder.here(holder), run, clock.instant());
        DirectoryLog log = null;
        try {
            log = new DirectoryLog(this, run, lease, opening.file());
            return log;
        } catch (IOException e) {
            throw DiskFailure.of("Opening " + file(run), e);
        } finally {
            if (log == null) {
                DirectoryLog.release(run, lease);
            }
        }
    }

    @Override
    public Stream<JournalEntry> entries(RunId run) {
        if (!Files.exists(file(run))) {
            throw unknown(run);
        }
        return JournalLines.entries(file(run));
    }

    @Override
    public List<RunId> runs() {
        try (Stream<Path> files = Files.list(runFiles())) {
            return files.map(file -> RUN.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> new RunId(name.group(1)))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException nothingBegun) {
            return List.of();
        } catch (IOException e) {
            throw DiskFailure.of("Listing " + runFiles(), e);
        } catch (UncheckedIOException e) {
            throw DiskFailure.of("Listing " + runFiles(), new IOException(e.getMessage(), e));
        }
    }

    @Override
    public void remove(RunId run) {
        try {
            if (Files.deleteIfExists(file(run))) {
                Disk.sync(runFiles());
            }
        } catch (IOException e) {
            throw DiskFailure.of("Removing " + file(run), e);
        }
    }

    @Override
    public void close() {}
}
