package io.sealift.system.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rules and dashboards of this repository, and the names in them. */
public final class ObservabilityFiles {
  static final Path PROMETHEUS = Path.of("../prometheus");
  static final Path DASHBOARDS = Path.of("../grafana/dashboards");
  static final Path DOCS = Path.of("../../docs");

  // Names of recorded series have colons in them, so they are no metrics.
  private static final Pattern METRIC = Pattern.compile("(?<![\\w:])sealift_\\w+(?![\\w:])");
  private static final Pattern RECORDED = Pattern.compile("\\b(?:region|cluster):\\w+:\\w+");
  private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|");

  private ObservabilityFiles() {}

  /** The rules of one file. */
  static List<JsonNode> rules(String file) throws IOException {
    JsonNode root = new YAMLMapper().readTree(PROMETHEUS.resolve("rules").resolve(file).toFile());
    return elements(root.path("groups")).flatMap(group -> elements(group.path("rules"))).toList();
  }

  /** The files of all dashboards. */
  public static List<Path> dashboards() {
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every query of a dashboard, of panels and of variables. */
  public static List<String> queries(Path dashboard) throws IOException {
    JsonNode root = new ObjectMapper().readTree(dashboard.toFile());
    List<String> queries = new ArrayList<>();
    elements(root.path("panels"))
        .flatMap(panel -> elements(panel.path("targets")))
        .forEach(target -> queries.add(target.path("expr").asText()));
    elements(root.path("templating").path("list"))
        .forEach(variable -> queries.add(variable.path("query").path("query").asText()));
    return queries;
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** The product's own metrics in a query. */
  static Set<String> metrics(String query) {
    return found(METRIC, query);
  }

  /** The recorded series in a query. */
  static Set<String> recorded(String query) {
    return found(RECORDED, query);
  }

  private static Set<String> found(Pattern pattern, String query) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(query);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  /** Every series that the product serves, by a page in the form of {@code docs/metrics.md}. */
  static Set<String> exported(String page) {
    Set<String> names = new TreeSet<>();
    page.lines()
        .map(ROW::matcher)
        .filter(Matcher::find)
        .forEach(
            row -> {
              if (row.group(2).equals("histogram")) {
                names.add(row.group(1) + "_bucket");
                names.add(row.group(1) + "_count");
                names.add(row.group(1) + "_sum");
              } else {
                names.add(row.group(1));
              }
            });
    return names;
  }
}
