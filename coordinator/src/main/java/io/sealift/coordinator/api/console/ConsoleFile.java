package io.sealift.coordinator.api.console;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * One file as it is served.
 *
 * @param etag names this content, so that a browser that has it need not fetch it again
 */
record ConsoleFile(String mediaType, String etag, Buffer plain, Buffer zipped) {
  static ConsoleFile of(String mediaType, byte[] content) {
    return new ConsoleFile(mediaType, etag(content), Buffer.buffer(content), zip(content));
  }

  private static String etag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return "\"" + HexFormat.of().formatHex(hash, 0, 16) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static Buffer zip(byte[] content) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
    return Buffer.buffer(zipped.toByteArray());
  }
}
