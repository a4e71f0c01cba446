package io.sealift.benchmark.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
  private static List<String> meantBy(String text) {
    return Study.all().stream().filter(study -> study.isMeantBy(text)).map(Study::name).toList();
  }

  @Test
  void aFamilyMeansAllItsStudies() {
    assertThat(meantBy("scaling"))
        .containsExactly(
            "scaling-queue", "scaling-targets", "scaling-cold", "scaling-agents", "scaling-jobs");
    assertThat(meantBy("large")).containsExactly("large-images", "large-journal");
  }

  @Test
  void aNameMeansItselfAndACasesNameMeansNone() {
    assertThat(meantBy("large-images")).containsExactly("large-images");
    assertThat(meantBy("relay")).containsExactly("relay");
    assertThat(meantBy("api")).containsExactly("api");
    assertThat(meantBy("signature")).containsExactly("signature");
    assertThat(meantBy("agents")).isEmpty();
    assertThat(meantBy("scal")).isEmpty();
  }

  @Test
  void theStudyOfTheQueueGivesARowForEachLength(@TempDir Path work) throws Exception {
    assertThat(new QueuedTargets().run(work, progress -> {}).rows()).hasSize(3);
  }
}
