package dev.reconcile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DirectoryJournalTest {

    private static final RunId RUN = Entries.RUN;
    private static final RunId OTHER = Entries.EARLIER;
    private static final String SCOPE = "s3:images | postgresql:app.images";

    @TempDir
    private Path temporary;

    private Path directory() {
        return temporary.resolve("not/there/yet");
    }

    private RunJournal journal() {
        return RunJournal.in(directory());
    }

    private Path file() {
        return directory().resolve("runs/" + RUN + ".jsonl");
    }

    private static List<JournalEntry> read(RunJournal journal) {
        try (Stream<JournalEntry> entries = journal.entries(RUN)) {
            return entries.toList();
        }
    }

    private static JournalEntry entry(int n) {
        return new JournalEntry.Cleared("person " + n + " \u00e9\uD83D\uDE00", Instant.EPOCH);
    }

    private void written(JournalEntry... entries) {
        try (RunLog log = journal().begin(SCOPE, "me", RUN)) {
            log.write(List.of(entries));
        }
    }

    @Test
    @DisplayName("H84: a last entry that is torn at any byte is left out, cut off, and written over")
    void aTornTailIsLeftOutAtEveryByte() throws IOException {
        written(entry(1), entry(2), entry(3));
        byte[] whole = Files.readAllBytes(file());
        int last = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf('\n', whole.length - 2) + 1;
        for (int length = last; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThat(read(journal()))
                    .as("%d of %d bytes", length, whole.length)
                    .containsExactly(entry(1), entry(2));
            try (RunLog log = journal().reopen(SCOPE, "me", RUN)) {
                log.write(List.of(entry(4)));
            }
            assertThat(read(journal())).containsExactly(entry(1), entry(2), entry(4));
        }
    }

    @Test
    @DisplayName("H84: zeros and garbage where the last entry should be are a torn tail")
    void zerosAndGarbageAtTheEndAreATornTail() throws IOException {
        for (String tail :
                List.of("\0\0\0\0", "\0\0\0\n", "{\"entry\":\"clea\n", "\u00ff\u00fe", "\u00ff\u00fe\n", "\n")) {
            journal().remove(RUN);
            written(entry(1), entry(2));
            Files.write(file(), tail.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
            assertThat(read(journal())).containsExactly(entry(1), entry(2));
            journal().reopen(SCOPE, "me", RUN).close();
            assertThat(Files.readAllLines(file())).hasSize(2);
        }
    }

    @Test
    void aDamagedLineBeforeTheTailIsRefusedWithItsPlace() throws IOException {
        written(entry(1), entry(2), entry(3));
        byte[] damaged = Files.readAllBytes(file());
        damaged[damaged.length / 2] = 0;
        Files.write(file(), damaged);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> read(journal()))
                .withMessageContaining("Line 2 of " + file())
                .withMessageContaining("restore");
        try (Stream<JournalEntry> entries = journal().entries(RUN)) {
            assertThat(entries.findFirst()).as("what comes before it").contains(entry(1));
        }
    }

    @Test
    @DisplayName("a last line of a newer version isn't torn: it is refused and left alone")
    void aLastLineOfANewerVersionIsLeftAlone() throws IOException {
        written(entry(1));
        Files.writeString(file(), "{\"entry\":\"unheard-of\"}\n", StandardOpenOption.APPEND);
        long size = Files.size(file());
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> read(journal()))
                .withMessageContaining("newer");
        journal().reopen(SCOPE, "me", RUN).close();
        assertThat(Files.size(file())).isEqualTo(size);
    }

    @Test
    @DisplayName("H83: a second holder is told who holds the lease, whichever way it came to the directory")
    void aSecondHolderIsToldWhoHoldsTheLease() throws IOException {
        RunLog first = journal().begin(SCOPE, "images-service", RUN);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory());
        for (RunJournal second : List.of(journal(), RunJournal.in(link))) {
            assertThatExceptionOfType(RunInProgressException.class)
                    .isThrownBy(() -> second.begin(SCOPE, "another", OTHER))
                    .withMessageContaining("images-service on ")
                    .withMessageContaining("process " + ProcessHandle.current().pid())
                    .withMessageContaining("run " + RUN)
                    .withMessageContaining("since 20");
            assertThat(second.runs()).as("nothing was begun").containsExactly(RUN);
        }
        first.write(List.of(entry(1)));
        first.close();
        try (RunLog next = RunJournal.in(link).begin(SCOPE, "another", OTHER)) {
            assertThat(next.fence()).isGreaterThan(first.fence());
        }
    }

    @Test
    @DisplayName("H83: a killed process gives the lease back, and nobody while it lives")
    void aKilledProcessGivesTheLeaseBack() throws Exception {
        RunJournal journal = journal();
        try (ChildJvm child = ChildJvm.begin(directory(), SCOPE, RUN)) {
            assertThat(child.answer()).isEqualTo("module fence 1");
            assertThatExceptionOfType(RunInProgressException.class)
                    .isThrownBy(() -> journal.begin(SCOPE, "parent", OTHER))
                    .withMessageContaining("child on ")
                    .withMessageContaining("process " + child.pid());
            assertThat(child.order(JournalFormat.line(entry(1)))).isEqualTo("done");
            child.kill();
        }
        try (RunLog log = journal.reopen(SCOPE, "parent", RUN)) {
            assertThat(log.fence()).isEqualTo(2);
            assertThat(read(journal)).containsExactly(entry(1));
            try (ChildJvm child = ChildJvm.begin(directory(), SCOPE, OTHER)) {
                assertThat(child.answer()).startsWith("refused ").contains("parent on ");
            }
        }
    }

    @Test
    @DisplayName("the library writes and reads every entry as a module that opens nothing")
    void everyEntryIsWrittenByAModule() throws Exception {
        try (ChildJvm child = ChildJvm.begin(directory(), SCOPE, RUN)) {
            assertThat(child.answer()).isEqualTo("module fence 1");
            for (JournalEntry each : Entries.all()) {
                assertThat(child.order(JournalFormat.line(each))).isEqualTo("done");
            }
            assertThat(child.order("")).isEqualTo("done");
        }
        assertThat(read(journal()).stream().map(JournalFormat::line))
                .containsExactlyElementsOf(
                        Entries.all().stream().map(JournalFormat::line).toList());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("a write that the disk cuts short leaves no half line, and says what to do")
    void aFullDiskLeavesNoHalfLine() throws Exception {
        String line = JournalFormat.line(new JournalEntry.Cleared("x".repeat(1_500), Instant.EPOCH));
        try (ChildJvm child = ChildJvm.beginLimited(4, directory(), SCOPE, RUN)) {
            assertThat(child.answer()).isEqualTo("module fence 1");
            assertThat(child.order(line)).isEqualTo("done");
            assertThat(child.order(line)).isEqualTo("done");
            assertThat(child.order(line))
                    .startsWith("failed Writing " + file())
                    .contains("Check that the disk has room");
            assertThat(Files.readString(file())).isEqualTo((line + "\n").repeat(2));
            assertThat(child.order(JournalFormat.line(entry(1)))).isEqualTo("done");
        }
        assertThat(read(journal())).hasSize(3).last().isEqualTo(entry(1));
    }

    @Test
    void aDirectoryThatIsGoneIsNoticedAtTheNextSync() throws IOException {
        RunLog log = journal().begin(SCOPE, "me", RUN);
        log.write(List.of(entry(1)));
        Files.move(directory().resolve("runs"), temporary.resolve("elsewhere"));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(log::sync)
                .withMessageContaining(file().toString())
                .withMessageContaining("isn't there any more");
        assertThatExceptionOfType(JournalException.class)
                .as("what a failed sync left can't be told, so nothing is added")
                .isThrownBy(() -> log.write(List.of(entry(2))));
        log.close();
    }

    @Test
    @DisplayName("H83: a lock file that is removed is a lost lease, as somebody else can take a new one")
    void aRemovedLockFileIsALostLease() throws IOException {
        RunLog log = journal().begin(SCOPE, "me", RUN);
        try (Stream<Path> leases = Files.list(directory().resolve("leases"))) {
            for (Path each : leases.toList()) {
                Files.delete(each);
            }
        }
        try (RunLog other = journal().begin(SCOPE, "other", OTHER)) {
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(log::hold);
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> log.write(List.of(entry(1))));
            log.close();
            other.hold();
            assertThatExceptionOfType(RunInProgressException.class)
                    .as("closing the lost log gave back nobody else's lease")
                    .isThrownBy(() -> journal().begin(SCOPE, "third", RUN));
        }
        assertThat(read(journal())).isEmpty();
    }

    @Test
    void aPlaceThatCannotBeADirectoryIsNamed() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        for (Path wrong : List.of(file, file.resolve("below"))) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> RunJournal.in(wrong).begin(SCOPE, "me", RUN))
                    .withMessageContaining(wrong.toString());
        }
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsNamed() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("root may write anywhere")
                .isNotEqualTo("root");
        written(entry(1));
        Files.setPosixFilePermissions(directory().resolve("runs"), PosixFilePermissions.fromString("r-x------"));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().begin(SCOPE, "me", OTHER))
                .withMessageContaining(OTHER.value())
                .withMessageContaining("owner");
    }

    @Test
    void aDamagedLeaseFileSaysWhatToDo() throws IOException {
        written(entry(1));
        Path told;
        try (Stream<Path> leases = Files.list(directory().resolve("leases"))) {
            told = leases.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(told, "{\"fen");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().begin(SCOPE, "me", OTHER))
                .withMessageContaining("remove it");
        Files.delete(told);
        journal().begin(SCOPE, "me", OTHER).close();
    }

    @Test
    @DisplayName("only the owner may read what stands in the journal")
    void onlyTheOwnerMayRead() throws IOException {
        written(entry(1));
        assumeThat(Files.getFileStore(file()).supportsFileAttributeView("posix"))
                .isTrue();
        Set<PosixFilePermission> owners = Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        try (Stream<Path> all = Files.walk(directory())) {
            assertThat(all)
                    .hasSize(6)
                    .allSatisfy(path -> assertThat(Files.getPosixFilePermissions(path))
                            .as("%s", path)
                            .isSubsetOf(owners));
        }
    }

    @Test
    @DisplayName("H91: an interrupted thread begins, writes, syncs and closes, and keeps its flag")
    void anInterruptedThreadCanWrite() {
        Thread.currentThread().interrupt();
        try {
            RunLog log = journal().begin(SCOPE, "me", RUN);
            log.write(List.of(entry(1)));
            log.sync();
            log.close();
            journal().reopen(SCOPE, "me", RUN).close();
            assertThat(read(journal())).containsExactly(entry(1));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatIsNoRunIsNoneOfTheRuns() throws IOException {
        written(entry(1));
        Files.writeString(directory().resolve("runs/notes.txt"), "");
        Files.writeString(directory().resolve("runs/" + OTHER + ".jsonl.bak"), "");
        assertThat(journal().runs()).containsExactly(RUN);
        assertThat(RunJournal.in(temporary.resolve("nothing")).runs()).isEmpty();
        assertThat(temporary.resolve("nothing")).as("reading makes nothing").doesNotExist();
    }

    @Test
    @DisplayName("a large journal is read line by line")
    void aLargeJournalIsStreamed() throws IOException {
        JournalEntry large = new JournalEntry.Cleared("x".repeat(1_000_000), Instant.EPOCH);
        try (RunLog log = journal().begin(SCOPE, "me", RUN)) {
            IntStream.range(0, 3).forEach(n -> log.write(List.of(large)));
        }
        List<Long> positions = new ArrayList<>();
        try (RandomAccessFile damaged = new RandomAccessFile(file().toFile(), "rw");
                Stream<JournalEntry> entries = journal().entries(RUN)) {
            damaged.seek(2_500_000);
            damaged.write(0);
            entries.limit(2).forEach(each -> positions.add(1L));
        }
        assertThat(positions).as("entries read before the damage was").hasSize(2);
    }
}
