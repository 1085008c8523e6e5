package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PresenceTest {

    @Test
    @DisplayName("There are three answers and none of them is a boolean (H70)")
    void thereAreThreeAnswers() {
        StoredObject object = new StoredObject(ObjectKey.of("k"), 1, "e", null, null);
        assertThat(Presence.present(object).kind()).isEqualTo(Presence.Kind.PRESENT);
        assertThat(Presence.absent().kind()).isEqualTo(Presence.Kind.ABSENT);
        for (Doubt doubt : Doubt.values()) {
            assertThat(Presence.unknown(doubt, "why").kind()).isEqualTo(Presence.Kind.UNKNOWN);
        }
        assertThat(Arrays.stream(Presence.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .containsExactlyInAnyOrder("Present", "Absent", "Unknown");
        assertThat(Arrays.stream(Presence.class.getMethods()).filter(method -> method.getReturnType() == boolean.class))
                .as("questions with two answers")
                .isEmpty();
    }
}
