package dev.reconcile.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessesTest {

    private static TableInfo table(String... textColumns) {
        List<ColumnInfo> columns = Arrays.stream(textColumns)
                .map(name -> new ColumnInfo(name, Types.VARCHAR, "varchar"))
                .toList();
        return new TableInfo(null, "things", columns, List.of("id"));
    }

    @ParameterizedTest
    @CsvSource({
        "original_url, original",
        "STAGED_KEY, staged",
        "storage_key, content",
        "key, content",
        "thumbnail_s3_key, thumbnail",
        "file_path, content",
        "somewhere, somewhere"
    })
    void aColumnsNameSuggestsItsRole(String column, String role) {
        assertThat(Guesses.role(column)).isEqualTo(role);
    }

    @Test
    void onlyWhatIsCalledLikeAPointerIsOne() {
        assertThat(Guesses.references(table("name", "email", "original_url", "keyboard", "staged_key")))
                .isEqualTo(Map.of("original", "original_url", "staged", "staged_key"));
    }

    @Test
    void theTableWithPointersAndAStatusIsProposed() {
        TableInfo accounts = table("name", "status");
        TableInfo images = table("status", "image_key");

        assertThat(Guesses.table(List.of(accounts, images))).contains(images);
        assertThat(Guesses.table(List.of(accounts))).isEmpty();
    }

    @Test
    void aClosedSetOfStatusesIsNeverGivenANewOne() {
        assertThat(Guesses.errorStatus(Set.of("ready", "Failed"), true)).contains("Failed");
        assertThat(Guesses.errorStatus(Set.of("ready", "gone"), true)).isEmpty();
        assertThat(Guesses.errorStatus(Set.of("READY"), false)).contains("ERROR");
        assertThat(Guesses.errorStatus(Set.of(), false)).contains("error");
    }
}
