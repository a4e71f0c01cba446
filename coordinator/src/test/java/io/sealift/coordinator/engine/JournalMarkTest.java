package io.sealift.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalMarkTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("journal.generation");
  }

  @Test
  void withoutAMarkAnyJournalIsGoneOnWith() throws Exception {
    assertThat(JournalMark.open(file).problem(Generation.NONE)).isEmpty();
  }

  @Test
  void theNewestGenerationThatWasSeenIsRememberedAcrossStarts() throws Exception {
    JournalMark mark = JournalMark.open(file);
    mark.saw(new Generation(6));
    mark.saw(new Generation(7));
    mark.saw(new Generation(5));

    JournalMark again = JournalMark.open(file);

    assertThat(again.problem(new Generation(7))).isEmpty();
    assertThat(again.problem(new Generation(8))).isEmpty();
    assertThat(again.problem(new Generation(6)))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .contains("ends at generation 6", "has seen generation 7", file.toString()));
  }

  @Test
  void aFileThatIsNoMarkIsRefused() throws Exception {
    Files.writeString(file, "seven");

    assertThatThrownBy(() -> JournalMark.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }
}
