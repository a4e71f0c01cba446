package io.sealift.system.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.telemetry.MetricsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules, alerts and dashboards speak of what the product really exports. */
class RulesAndDashboardsTest {
  private static final Set<String> EXPORTED = ObservabilityFiles.exported(MetricsPage.write());

  static List<Path> dashboards() {
    return ObservabilityFiles.dashboards();
  }

  static List<Named<JsonNode>> alerts() throws IOException {
    return ObservabilityFiles.rules("alerts.yml").stream()
        .map(alert -> Named.of(alert.path("alert").asText(), alert))
        .toList();
  }

  private static Set<String> recorded() throws IOException {
    Set<String> names = new TreeSet<>();
    ObservabilityFiles.rules("recording.yml")
        .forEach(rule -> names.add(rule.path("record").asText()));
    return names;
  }

  private static void speaksOfWhatThereIs(String query) throws IOException {
    assertThat(EXPORTED).as(query).containsAll(ObservabilityFiles.metrics(query));
    assertThat(recorded()).as(query).containsAll(ObservabilityFiles.recorded(query));
  }

  @Test
  void everyRecordedSeriesIsMadeOfWhatTheProductExports() throws IOException {
    List<JsonNode> rules = ObservabilityFiles.rules("recording.yml");

    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      assertThat(ObservabilityFiles.metrics(rule.path("expr").asText())).isNotEmpty();
      speaksOfWhatThereIs(rule.path("expr").asText());
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void everyAlertRestsOnWhatTheProductExportsAndHasItsRunbook(JsonNode alert) throws IOException {
    String name = alert.path("alert").asText();
    speaksOfWhatThereIs(alert.path("expr").asText());

    assertThat(alert.path("labels").path("severity").asText()).isIn("warning", "critical");
    assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
    assertThat(alert.path("annotations").path("runbook").asText())
        .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
    assertThat(Files.readAllLines(ObservabilityFiles.DOCS.resolve("operations.md")))
        .contains("### " + name);
  }

  @Test
  void everyRunbookIsOfAnAlertAndEveryAlertIsTested() throws IOException {
    List<String> names = alerts().stream().map(Named::getName).toList();

    assertThat(Files.readAllLines(ObservabilityFiles.DOCS.resolve("operations.md")))
        .filteredOn(line -> line.startsWith("### Sealift"))
        .containsExactlyElementsOf(names.stream().map(name -> "### " + name).toList());
    assertThat(Files.readAllLines(ObservabilityFiles.PROMETHEUS.resolve("tests/alerts.test.yml")))
        .containsAll(names.stream().map(name -> "  - name: " + name).toList())
        .containsAll(names.stream().map(name -> "  - name: " + name + " is quiet").toList());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelAsksForWhatThereIs(Path dashboard) throws IOException {
    List<String> queries = ObservabilityFiles.queries(dashboard);

    assertThat(queries).hasSizeGreaterThan(5);
    for (String query : queries) {
      assertThat(query).matches("(?s).*(sealift_|jvm_).*");
      speaksOfWhatThereIs(query);
    }
  }

  @Test
  void everyMetricIsOnADashboard() throws IOException {
    List<String> queries = new ArrayList<>();
    for (Path dashboard : dashboards()) {
      queries.addAll(ObservabilityFiles.queries(dashboard));
    }
    for (JsonNode rule : ObservabilityFiles.rules("recording.yml")) {
      if (queries.stream().anyMatch(query -> query.contains(rule.path("record").asText()))) {
        queries.add(rule.path("expr").asText());
      }
    }
    Set<String> shown = new TreeSet<>();
    queries.forEach(query -> shown.addAll(ObservabilityFiles.metrics(query)));

    // Of a histogram one of its three series is enough.
    assertThat(EXPORTED)
        .filteredOn(name -> !name.endsWith("_sum") && !name.endsWith("_count"))
        .isSubsetOf(shown);
  }
}
