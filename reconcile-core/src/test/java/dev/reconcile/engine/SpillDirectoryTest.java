package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillDirectoryTest {

    @Test
    void aDirectoryThatCannotBeRemovedDoesNotCostTheReport(@TempDir Path parent) throws IOException {
        SpillDirectory spill = new SpillDirectory(parent);
        Files.createFile(spill.path().resolve("held-open-by-somebody"));

        assertThatCode(spill::close).doesNotThrowAnyException();
    }
}
