package io.sealift.system.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the program logs with, and what docs/operations.md says of it. */
class LogVocabularyTest {
  private static final Path ROOT = Path.of("../..");
  private static final List<String> MODULES =
      List.of("common", "coordinator", "region-agent", "deploy/standalone");
  private static final Pattern FIELD =
      Pattern.compile("(?:addKeyValue|MDC\\.put)\\(\\s*(?:\"(\\w+)\"|(\\S+))");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`\\w+`(?:, `\\w+`)*) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @Test
  void theFieldsOfTheLogAreThoseThatAreDocumented() throws IOException {
    Set<String> used = new TreeSet<>();
    for (String module : MODULES) {
      for (Path file : sources(ROOT.resolve(module).resolve("src/main/java"))) {
        Matcher field = FIELD.matcher(Files.readString(file));
        while (field.find()) {
          assertThat(field.group(2)).as("a field that is no literal, in %s", file).isNull();
          used.add(field.group(1));
        }
      }
    }

    assertThat(documented()).isEqualTo(used);
  }

  private static List<Path> sources(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> documented() throws IOException {
    String page = Files.readString(ObservabilityFiles.DOCS.resolve("operations.md"));
    int start = page.indexOf("These are all fields:");
    String table = page.substring(start, page.indexOf("```", start));
    Set<String> names = new TreeSet<>();
    ROW.matcher(table)
        .results()
        .flatMap(row -> NAME.matcher(row.group(1)).results())
        .forEach(name -> names.add(name.group(1)));
    return names;
  }
}
