package io.sealift.cli.client;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.signature.AccessKey;
import io.sealift.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where the cluster is and whose key signs: from the environment, or from {@code DIR/client.env} of
 * a standalone cluster when a directory is named by {@code --dir} (which wins) or {@code
 * SEALIFT_DIR}.
 *
 * @param authorities a PEM file of those that are trusted for an HTTPS endpoint; the JDK's without
 *     it
 */
public record ClientSettings(URI endpoint, AccessKey accessKey, Optional<Path> authorities) {
  /** Environment: the coordinator's address, as {@code http://host:port}. */
  public static final String ENDPOINT = "SEALIFT_ENDPOINT";

  /** Environment: the access key's id. */
  public static final String ACCESS_KEY_ID = "SEALIFT_ACCESS_KEY_ID";

  /** Environment: the access key's secret. */
  public static final String ACCESS_KEY_SECRET = "SEALIFT_ACCESS_KEY_SECRET";

  /** Environment: a PEM file with the authorities that are trusted for an HTTPS endpoint. */
  public static final String AUTHORITIES = "SEALIFT_CA";

  /** Environment: the directory of a standalone cluster. */
  public static final String DIRECTORY = "SEALIFT_DIR";

  /** The file in that directory that holds the other three. */
  public static final String FILE = "client.env";

  private static final int MAX_FILE_BYTES = 64 << 10;

  /** Settings for an endpoint in the clear, or one that the JDK trusts. */
  public ClientSettings(URI endpoint, AccessKey accessKey) {
    this(endpoint, accessKey, Optional.empty());
  }

  /**
   * Looks the settings up; variables that the environment sets win over those of {@code
   * SEALIFT_DIR}.
   */
  public static ClientSettings find(Map<String, String> environment, Optional<Path> directory)
      throws CommandFailure {
    Map<String, String> values = values(environment, directory);
    return new ClientSettings(
        endpoint(required(values, ENDPOINT)), accessKey(values), authorities(environment));
  }

  /** Looks up the access key alone, for what needs no coordinator. */
  public static AccessKey findAccessKey(Map<String, String> environment, Optional<Path> directory)
      throws CommandFailure {
    return accessKey(values(environment, directory));
  }

  private static Map<String, String> values(
      Map<String, String> environment, Optional<Path> directory) throws CommandFailure {
    if (directory.isPresent()) {
      return read(directory.get().resolve(FILE));
    }
    Map<String, String> values = new HashMap<>();
    String named = environment.getOrDefault(DIRECTORY, "");
    if (!named.isBlank()) {
      values.putAll(read(Path.of(named).resolve(FILE)));
    }
    for (String name : List.of(ENDPOINT, ACCESS_KEY_ID, ACCESS_KEY_SECRET)) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        values.put(name, value);
      }
    }
    return values;
  }

  private static Optional<Path> authorities(Map<String, String> environment) throws CommandFailure {
    String file = environment.getOrDefault(AUTHORITIES, "");
    if (file.isBlank()) {
      return Optional.empty();
    }
    try {
      SSLContext unused = TrustedAuthorities.context(Path.of(file));
      return Optional.of(Path.of(file));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "%s: %s".formatted(AUTHORITIES, e.getMessage()), e);
    }
  }

  private static AccessKey accessKey(Map<String, String> values) throws CommandFailure {
    return new AccessKey(required(values, ACCESS_KEY_ID), required(values, ACCESS_KEY_SECRET));
  }

  private static Map<String, String> read(Path file) throws CommandFailure {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new CommandFailure(ExitCode.USAGE, "cannot read %s: too large".formatted(file));
      }
      Map<String, String> values = new HashMap<>();
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0 && !line.startsWith("#")) {
          values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
      return values;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cannot read %s: is a cluster running with this directory?".formatted(file),
          e);
    }
  }

  private static String required(Map<String, String> values, String name) throws CommandFailure {
    String value = values.get(name);
    if (value == null || value.isBlank()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s is not set: set it, or name the cluster's directory with --dir or SEALIFT_DIR"
              .formatted(name));
    }
    return value;
  }

  private static URI endpoint(String text) throws CommandFailure {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && "/".equals(uri.resolve("/").getPath())) {
        return uri.resolve("/");
      }
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, ENDPOINT + ": must be http://host:port", e);
    }
    throw new CommandFailure(ExitCode.USAGE, ENDPOINT + ": must be http://host:port");
  }
}
