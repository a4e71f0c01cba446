package io.sealift.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads a role's declared settings from a file and the environment, which wins. Problems are
 * reported all together, and what is not declared is refused with the key that may have been meant.
 *
 * <p>The file has the syntax of {@link java.util.Properties}: {@code agent.slots=4}, {@code #}
 * starts a comment. In the environment the same setting is {@code SEALIFT_AGENT_SLOTS}. The text of
 * any setting may stand in a file of its own, which {@code <key>.file} names; that of a secret
 * must, or come from the environment.
 */
public final class ConfigReader {
  private static final int LIKELY_TYPO = 2;

  private final List<ConfigKey<?>> declared;
  private final Optional<OpenKeys> openKeys;
  private final List<String> problems = new ArrayList<>();

  private ConfigReader(List<ConfigKey<?>> declared, Optional<OpenKeys> openKeys) {
    this.declared = List.copyOf(declared);
    this.openKeys = openKeys;
  }

  /**
   * Reads all settings.
   *
   * @param file the configuration file; without one, only the environment counts
   * @throws ConfigException with every problem there is
   */
  public static ConfigValues read(
      List<ConfigKey<?>> declared, Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    return new ConfigReader(declared, Optional.empty()).readAll(List.of(), file, environment);
  }

  /** The same, with keys of another system's client. */
  public static ConfigValues read(
      List<ConfigKey<?>> declared,
      OpenKeys openKeys,
      Optional<Path> file,
      Map<String, String> environment)
      throws ConfigException {
    return read(declared, openKeys, List.of(), file, environment);
  }

  /** The same, with what the settings must be together. */
  public static ConfigValues read(
      List<ConfigKey<?>> declared,
      OpenKeys openKeys,
      List<ConfigCheck> checks,
      Optional<Path> file,
      Map<String, String> environment)
      throws ConfigException {
    return new ConfigReader(declared, Optional.of(openKeys)).readAll(checks, file, environment);
  }

  private ConfigValues readAll(
      List<ConfigCheck> checks, Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    Map<String, String> entries =
        file.map(path -> ConfigFile.entries(path, problems)).orElse(Map.of());
    refuseUnknown(entries, environment);
    Map<ConfigKey<?>, Object> values = new HashMap<>();
    for (ConfigKey<?> key : declared) {
      parse(key, entries, environment).ifPresent(value -> values.put(key, value));
    }
    Map<String, String> open =
        openKeys.map(keys -> open(keys, entries, environment)).orElse(Map.of());
    ConfigValues read = new ConfigValues(values, open);
    checks.forEach(check -> problems.addAll(check.problems(read)));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return read;
  }

  private Optional<Object> parse(
      ConfigKey<?> key, Map<String, String> entries, Map<String, String> environment) {
    int before = problems.size();
    Optional<String> text = given(key, entries, environment);
    if (problems.size() > before) {
      return Optional.empty();
    }
    if (text.isEmpty() && key.isRequired()) {
      problems.add("%s: is required (or set %s)".formatted(key.name(), key.variable()));
    }
    try {
      return text.or(key::defaultText).map(given -> key.type().parser().apply(given));
    } catch (IllegalArgumentException e) {
      problems.add("%s: %s".formatted(key.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<String> given(
      ConfigKey<?> key, Map<String, String> entries, Map<String, String> environment) {
    Optional<String> direct = find(environment, key.variable());
    Optional<String> reference = find(environment, key.fileVariable());
    if (direct.isEmpty() && reference.isEmpty()) {
      direct = find(entries, key.name());
      reference = find(entries, key.fileName());
      if (direct.isPresent() && key.isSecret()) {
        problems.add(
            "%s: must not stand here in clear: name a file in %s, or set %s"
                .formatted(key.name(), key.fileName(), key.variable()));
      }
    }
    if (direct.isPresent() && reference.isPresent()) {
      problems.add("%s: is set both directly and by %s".formatted(key.name(), key.fileName()));
    }
    Optional<String> text =
        reference.isPresent() ? content(key.fileName(), reference.get()) : direct;
    if (text.isPresent() && text.get().isBlank()) {
      problems.add(key.name() + ": is empty");
    }
    return text.map(String::strip);
  }

  private static Optional<String> find(Map<String, String> from, String name) {
    return Optional.ofNullable(from.get(name));
  }

  private Optional<String> content(String name, String file) {
    try {
      return Optional.of(ConfigFile.secret(ConfigType.PATH.parser().apply(file)));
    } catch (IOException e) {
      problems.add("%s: %s".formatted(name, ConfigFile.reason(e)));
    } catch (IllegalArgumentException e) {
      problems.add("%s: %s".formatted(name, e.getMessage()));
    }
    return Optional.empty();
  }

  // Other systems put variables of their own into the environment, so only a likely typo is refused
  // there.
  private void refuseUnknown(Map<String, String> entries, Map<String, String> environment) {
    List<String> names =
        declared.stream().flatMap(key -> Stream.of(key.name(), key.fileName())).toList();
    for (String given : entries.keySet()) {
      if (!names.contains(given)
          && openKeys.map(OpenKeys::prefix).filter(given::startsWith).isEmpty()) {
        String advice =
            NearestName.find(given, names, Math.max(LIKELY_TYPO, given.length() / 3))
                .map(name -> ", did you mean %s?".formatted(name))
                .orElse("");
        problems.add("%s: is not a setting%s".formatted(printable(given), advice));
      }
    }
    List<String> variables = names.stream().map(ConfigKey::variable).toList();
    for (String given : new TreeSet<>(environment.keySet())) {
      if (given.startsWith("SEALIFT_") && !variables.contains(given)) {
        NearestName.find(given, variables, LIKELY_TYPO)
            .ifPresent(
                name ->
                    problems.add("%s: is not a setting, did you mean %s?".formatted(given, name)));
      }
    }
  }

  private Map<String, String> open(
      OpenKeys keys, Map<String, String> entries, Map<String, String> environment) {
    String prefix = keys.prefix();
    Map<String, String> open = new TreeMap<>();
    entries.forEach((name, value) -> putOpen(open, prefix, name, value));
    String variablePrefix = ConfigKey.variable(prefix);
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(variablePrefix)) {
            String rest =
                variable
                    .substring(variablePrefix.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '.');
            putOpen(open, prefix, prefix + rest, value);
          }
        });
    open.forEach(
        (key, value) ->
            keys.problem()
                .apply(key, value)
                .ifPresent(
                    problem -> problems.add("%s: %s".formatted(printable(prefix + key), problem))));
    return open;
  }

  private void putOpen(Map<String, String> open, String prefix, String name, String value) {
    if (!name.startsWith(prefix)) {
      return;
    }
    String rest = name.substring(prefix.length());
    if (rest.endsWith(".file")) {
      content(name, value)
          .ifPresent(text -> open.put(rest.substring(0, rest.length() - ".file".length()), text));
    } else {
      open.put(rest, value);
    }
  }

  private static String printable(String name) {
    String clean = name.replaceAll("\\P{Print}", "?");
    return clean.length() <= 100 ? clean : clean.substring(0, 100) + "…";
  }
}
