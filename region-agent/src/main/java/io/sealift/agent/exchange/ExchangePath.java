package io.sealift.agent.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealift.copy.AccountId;
import io.sealift.protocol.FileInspection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a file lies under an exchange directory: plain names only, so that no path leads out of it.
 * Names that begin with a dot are the agents' own.
 *
 * @param folders from the exchange directory down; the first is the account's, the second the
 *     bucket
 */
record ExchangePath(List<Path> folders, Path name) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\\\]");
  private static final int MAX_OBJECT_BYTES = 1023;
  private static final int MAX_NAME_BYTES = 200;

  ExchangePath {
    folders = List.copyOf(folders);
  }

  static ExchangePath of(AccountId account, String bucket, String object) throws ExchangeException {
    List<Path> parts = new ArrayList<>(bucket(account, bucket));
    if (object.getBytes(UTF_8).length > MAX_OBJECT_BYTES) {
      throw noObject();
    }
    for (String part : object.split("/", -1)) {
      boolean plain =
          !part.isEmpty()
              && !part.startsWith(".")
              && part.getBytes(UTF_8).length <= MAX_NAME_BYTES
              && !UNSAFE.matcher(part).find();
      if (!plain) {
        throw noObject();
      }
      parts.add(path(part));
    }
    return new ExchangePath(parts.subList(0, parts.size() - 1), parts.get(parts.size() - 1));
  }

  static List<Path> bucket(AccountId account, String bucket) throws ExchangeException {
    if (!BUCKET.matcher(bucket).matches()) {
      throw noBucket();
    }
    return List.of(Path.of(account.value()), Path.of(bucket));
  }

  private static Path path(String part) throws ExchangeException {
    try {
      return Path.of(part);
    } catch (InvalidPathException e) {
      throw noObject(); // The file system has no such characters.
    }
  }

  static ExchangeException noBucket() {
    return new ExchangeException(
        FileInspection.Kind.NO_BUCKET, "there is no such folder in the exchange directory");
  }

  static ExchangeException noObject() {
    return new ExchangeException(
        FileInspection.Kind.NO_OBJECT, "there is no such file in the exchange directory");
  }
}
