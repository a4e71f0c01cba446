package io.sealift.system.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealift.system.process.InstalledProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Prometheus itself says of its configuration and rules. */
class PromtoolTest {
  private static final long PATIENCE_SECONDS = 60;

  @Test
  void prometheusTakesTheConfigurationAndTheRules() throws Exception {
    String said = promtool("check", "config", "prometheus.yml");

    assertThat(said).contains("is valid prometheus config file").doesNotContain("FAILED");
  }

  @Test
  void everyAlertSoundsWhenItMustAndOnlyThen() throws Exception {
    assertThat(promtool("test", "rules", "tests/alerts.test.yml")).contains("SUCCESS");
  }

  /** Runs promtool where it is installed; elsewhere the test is reported as skipped. */
  private static String promtool(String... arguments) throws IOException, InterruptedException {
    Optional<Path> program = InstalledProgram.find("promtool");
    assumeTrue(program.isPresent(), "promtool is not installed");
    List<String> command = new ArrayList<>();
    command.add(program.get().toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(ObservabilityFiles.PROMETHEUS.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("promtool ends").isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
