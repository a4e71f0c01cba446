package io.sealift.coordinator.api.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.FailureCode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console is made of. */
final class ConsoleFilesTest {
  private static final int MOST_BYTES = 300 << 10;
  private static final Pattern TEXT = Pattern.compile("(?m)^  '([^']+)': '(.*)',$");
  private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
  private static final Pattern USED = Pattern.compile("\\bt\\('([^']+)'[,)]");

  private final ConsoleFiles files = new ConsoleFiles();

  private String text(String name) {
    return files.find(name).orElseThrow().plain().toString(UTF_8);
  }

  @Test
  void everyFileThatIsThereIsServed() throws Exception {
    URI folder =
        Objects.requireNonNull(
                ConsoleFiles.class.getResource("/io/sealift/coordinator/console/index.html"))
            .toURI()
            .resolve(".");
    try (Stream<Path> found = Files.walk(Path.of(folder))) {
      Set<String> names =
          found
              .filter(Files::isRegularFile)
              .map(file -> Path.of(folder).relativize(file).toString())
              .collect(Collectors.toSet());

      assertThat(names).containsExactlyInAnyOrderElementsOf(ConsoleFiles.OWN);
    }
  }

  @Test
  void allOfItIsLight() {
    int bytes = files.all().values().stream().mapToInt(file -> file.zipped().length()).sum();

    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  @Test
  void scriptsImportOnlyWhatIsServedAndMakeNoMarkupOfText() {
    Pattern imports = Pattern.compile("from ?['\"]([^'\"]+)['\"]");
    files
        .all()
        .forEach(
            (name, file) -> {
              if (!name.endsWith(".js")) {
                return;
              }
              URI place = URI.create(name);
              Matcher matcher = imports.matcher(text(name));
              while (matcher.find()) {
                assertThat(matcher.group(1)).as(name).startsWith(".");
                assertThat(files.find(place.resolve(matcher.group(1)).getPath().replace("../", "")))
                    .as("%s in %s", matcher.group(1), name)
                    .isPresent();
              }
              if (!name.startsWith("lib/")) {
                assertThat(text(name))
                    .as(name)
                    .doesNotContain("innerHTML", "insertAdjacentHTML", "eval(", "http://");
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "zh"})
  void everyLanguageHasAllTextsWithTheSamePlaces(String language) {
    assertThat(places(language)).isEqualTo(places("en"));
  }

  private Set<String> places(String language) {
    Set<String> places = new TreeSet<>();
    Matcher matcher = TEXT.matcher(text("i18n/" + language + ".js"));
    while (matcher.find()) {
      places.add(
          matcher.group(1)
              + PLACE
                  .matcher(matcher.group(2))
                  .results()
                  .map(place -> place.group())
                  .sorted()
                  .toList());
    }
    return places;
  }

  @ParameterizedTest
  @EnumSource
  void everyFailureIsExplained(FailureCode code) {
    assertThat(text("i18n/en.js")).contains("  'failure." + code + "': '");
  }

  @Test
  void everyTextThatIsUsedIsThere() {
    Set<String> known =
        TEXT.matcher(text("i18n/en.js")).results().map(r -> r.group(1)).collect(Collectors.toSet());
    files
        .all()
        .keySet()
        .forEach(
            name ->
                USED.matcher(name.startsWith("lib/") || !name.endsWith(".js") ? "" : text(name))
                    .results()
                    .map(used -> used.group(1))
                    .forEach(used -> assertThat(known).as(name).contains(used)));
  }
}
