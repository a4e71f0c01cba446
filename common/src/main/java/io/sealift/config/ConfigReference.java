package io.sealift.config;

import java.util.List;

/** Writes the reference page of declared settings. */
public final class ConfigReference {
  private ConfigReference() {}

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
