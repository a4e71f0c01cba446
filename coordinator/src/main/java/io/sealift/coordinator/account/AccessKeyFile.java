package io.sealift.coordinator.account;

import io.sealift.copy.IdSource;
import io.sealift.signature.AccessKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The file with the first administrator's access key, in the form of environment variables. It is
 * made with a random key when it is missing, and read otherwise; its mode is 0600.
 */
public final class AccessKeyFile {
  /** Names the line with the key's id. */
  public static final String ID = "SEALIFT_ACCESS_KEY_ID";

  /** Names the line with the key's secret. */
  public static final String SECRET = "SEALIFT_ACCESS_KEY_SECRET";

  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9+/=._-]{8,128}");

  private AccessKeyFile() {}

  /** The key in the file, which is made first when it is missing. */
  public static AccessKey openOrCreate(Path file, IdSource ids) throws IOException {
    // Two ids make a secret of about 206 bits.
    String text =
        new OwnerOnlyFile(file)
            .readOrCreate(() -> lines(new AccessKey("ak-" + ids.next(), ids.next() + ids.next())));
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String name = equals < 1 ? "" : line.substring(0, equals);
      if (!(name.equals(ID) || name.equals(SECRET))
          || values.put(name, line.substring(equals + 1)) != null) {
        throw new IOException(
            "cannot use %s: its lines must be %s=… and %s=…, once each"
                .formatted(file, ID, SECRET));
      }
    }
    return new AccessKey(value(file, values, ID), value(file, values, SECRET));
  }

  /** The key as the lines of such a file. */
  public static String lines(AccessKey key) {
    return "%s=%s%n%s=%s%n".formatted(ID, key.id(), SECRET, key.secret());
  }

  private static String value(Path file, Map<String, String> values, String name)
      throws IOException {
    String value = values.getOrDefault(name, "");
    if (!VALUE.matcher(value).matches()) {
      throw new IOException(
          "cannot use %s: %s must have 8 to 128 letters, digits or + / = . _ -"
              .formatted(file, name));
    }
    return value;
  }
}
