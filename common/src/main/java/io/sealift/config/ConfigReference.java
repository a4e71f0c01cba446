package io.sealift.config;

import java.util.List;

/** Writes the reference page of declared settings in Markdown. */
public final class ConfigReference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Written from the declarations in the code; do not edit. -->

      A role reads one file in the syntax of Java properties (`key = value`, `#` starts a comment, UTF-8) and the environment,
      which wins: `agent.slots` is `SEALIFT_AGENT_SLOTS` there, with underscores for dots and hyphens. The text of any
      setting may stand in a file of its own, which `<key>.file` names. A secret never stands in the configuration file
      itself: name its file, or set the variable.

      A key that is not listed here, is there twice, or has a value out of range stops the role at its start; all problems
      are told together.

      Durations have a unit (`ms`, `s`, `m`, `h`, `d`), sizes too (`B`, `KiB`, `MiB`, `GiB`, `TiB`), lists have commas.
      """;

  private ConfigReference() {}

  /** The whole page, of these sections. */
  public static String page(String... sections) {
    return INTRODUCTION + "\n" + String.join("\n", sections);
  }

  /** The section of one role. */
  public static String section(String role, String purpose, List<ConfigKey<?>> declared) {
    return "## %s\n\n%s\n\n%s".formatted(role, purpose, table(declared));
  }

  /** One Markdown table, in the order of declaration. */
  public static String table(List<ConfigKey<?>> declared) {
    StringBuilder page =
        new StringBuilder("| key | form | default | meaning |\n|---|---|---|---|\n");
    for (ConfigKey<?> key : declared) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  key.isSecret() ? key.fileName() : key.name(),
                  cell(key.isSecret() ? "path of a file that holds the secret" : key.type().form()),
                  key.defaultText()
                      .map(text -> "`" + cell(text) + "`")
                      .orElse(key.isRequired() ? "required" : "none"),
                  cell(key.meaning())));
    }
    return page.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
