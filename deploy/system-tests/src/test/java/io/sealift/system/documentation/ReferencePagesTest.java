package io.sealift.system.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.agent.RegionAgentConfig;
import io.sealift.config.ConfigReference;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.coordinator.api.rpc.CompatibilityPage;
import io.sealift.telemetry.MetricsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dsealift.pages.write=true} to write the pages anew. */
class ReferencePagesTest {
  private static final Path DOCS = Path.of("../../docs");
  private static final Path EXAMPLE =
      Path.of("src/test/java/io/sealift/system/cluster/CopyImageExample.java");
  private static final String KAFKA_CLIENT =
      "Properties under `kafka.client.` go to the Kafka clients as they are, for instance"
          + " `kafka.client.security.protocol`; those that correctness rests on are refused.";

  @Test
  void theMetricsPageIsUpToDate() throws IOException {
    isUpToDate("metrics.md", MetricsPage.write());
  }

  @Test
  void theConfigurationPageIsUpToDate() throws IOException {
    isUpToDate(
        "configuration.md",
        ConfigReference.page(
            ConfigReference.section("Coordinator", KAFKA_CLIENT, CoordinatorSettings.KEYS),
            ConfigReference.section("Region agent", KAFKA_CLIENT, RegionAgentConfig.KEYS)));
  }

  @Test
  void theApiCompatibilityPageIsUpToDate() throws IOException {
    isUpToDate("api-compatibility.md", CompatibilityPage.write(RegisteredActions.all()));
  }

  /** The example that the test suite runs is the one that users read. */
  @Test
  void theExampleForJavaIsUpToDate() throws IOException {
    String example = Files.readString(EXAMPLE);
    String shown =
        example
            .substring(example.indexOf("  // begin\n") + 11, example.indexOf("  // end"))
            .stripTrailing()
            .stripIndent();

    Path page = DOCS.resolve("clients.md");
    String text = Files.readString(page);
    int begin = text.indexOf("```java\n") + 8;
    String before = text.substring(begin, text.indexOf("\n```", begin));
    if (Boolean.getBoolean("sealift.pages.write")) {
      Files.writeString(page, text.replace(before, shown));
    }
    assertThat(Files.readString(page)).contains("```java\n" + shown + "\n```");
  }

  private static void isUpToDate(String name, String page) throws IOException {
    Path file = DOCS.resolve(name);
    if (Boolean.getBoolean("sealift.pages.write")) {
      Files.writeString(file, page);
    }

    assertThat(file).as("write it anew with -Dsealift.pages.write=true").exists();
    assertThat(Files.readString(file))
        .as("write it anew with -Dsealift.pages.write=true")
        .isEqualTo(page);
  }
}
