package io.sealift.agent.envelope;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.StrictJson;
import io.sealift.protocol.WrappedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The manifest file, version 1: one JSON object of two fields, {@code
 * {"manifest":BODY,"hmac":"HEX"}} and a line feed.
 *
 * <p>The HMAC covers the very bytes of BODY as they stand in the file, so that no canonical form of
 * JSON is needed; what is around BODY has one spelling only. {@code docs/formats.md} has the
 * fields.
 */
public final class ManifestCodec {
  /** The longest file that is read; 32,768 segments need about 7 MiB. */
  public static final int MAX_LENGTH = 16 << 20;

  /** The most segments that a manifest may name. */
  public static final int MAX_SEGMENTS = 32_768;

  private static final int VERSION = 1;
  private static final String FORMAT = "sealift-manifest";
  private static final int HMAC_LENGTH = 32;
  private static final byte[] START = ascii("{\"manifest\":");
  private static final byte[] MIDDLE = ascii(",\"hmac\":\"");
  private static final byte[] END = ascii("\"}\n");
  private static final int AFTER_BODY = MIDDLE.length + 2 * HMAC_LENGTH + END.length;

  private ManifestCodec() {}

  /** Writes a manifest; {@code dataKey} is the one that sealed its segments. */
  public static byte[] encode(Manifest manifest, DataKey dataKey) {
    if (manifest.segments().size() > MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "manifest may name at most %d segments".formatted(MAX_SEGMENTS));
    }
    byte[] body;
    try {
      body = StrictJson.mapper().writeValueAsBytes(Body.of(manifest));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot encode the manifest of " + manifest.snapshotId(), e);
    }
    byte[] hmac = ManifestKey.hmac(dataKey, manifest.context(), body);
    byte[] file = Arrays.copyOf(START, START.length + body.length + AFTER_BODY);
    System.arraycopy(body, 0, file, START.length, body.length);
    int at = START.length + body.length;
    for (byte[] part : List.of(MIDDLE, ascii(HexFormat.of().formatHex(hmac)), END)) {
      System.arraycopy(part, 0, file, at, part.length);
      at += part.length;
    }
    return file;
  }

  /** Reads a manifest, which is not yet authentic: see {@link UnverifiedManifest}. */
  public static UnverifiedManifest parse(byte[] file) throws ManifestFormatException {
    if (file.length > MAX_LENGTH || file.length < START.length + AFTER_BODY) {
      throw new ManifestFormatException("manifest cannot have %d bytes".formatted(file.length));
    }
    int bodyEnd = file.length - AFTER_BODY;
    int hmacStart = bodyEnd + MIDDLE.length;
    requireText(file, 0, START);
    requireText(file, bodyEnd, MIDDLE);
    requireText(file, file.length - END.length, END);
    byte[] body = Arrays.copyOfRange(file, START.length, bodyEnd);
    String hmac = new String(file, hmacStart, 2 * HMAC_LENGTH, StandardCharsets.ISO_8859_1);
    if (!hmac.matches("[0-9a-f]{64}")) {
      throw new ManifestFormatException("hmac: must be 64 lower-case hexadecimal digits");
    }
    return new UnverifiedManifest(
        parseBody(body).toManifest(), body, HexFormat.of().parseHex(hmac));
  }

  private static Body parseBody(byte[] bytes) throws ManifestFormatException {
    try {
      JsonNode node = StrictJson.mapper().readTree(bytes);
      if (!(node instanceof ObjectNode body)) {
        throw new ManifestFormatException("manifest is not a JSON object");
      }
      requireVersion(body);
      return StrictJson.mapper().treeToValue(body, Body.class);
    } catch (IOException e) {
      throw new ManifestFormatException(JsonMessageCodec.explain(e), e);
    }
  }

  private static void requireVersion(ObjectNode body) throws ManifestFormatException {
    JsonNode version = body.get("version");
    if (!FORMAT.equals(body.path("format").textValue()) || version == null || !version.isInt()) {
      throw new ManifestFormatException("format: not a manifest");
    }
    if (version.intValue() != VERSION) {
      throw new ManifestFormatException(
          "version: must be %d, not %d".formatted(VERSION, version.intValue()));
    }
  }

  private static void requireText(byte[] file, int offset, byte[] text)
      throws ManifestFormatException {
    if (!Arrays.equals(file, offset, offset + text.length, text, 0, text.length)) {
      throw new ManifestFormatException("manifest is not framed as one");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The fields of the file, in their order. */
  private record Body(
      String format,
      int version,
      RegionId region,
      SnapshotId snapshotId,
      SealId sealId,
      SnapshotGeometry geometry,
      WrappedKey wrappedKey,
      List<SegmentReceipt> segments,
      Optional<Lineage> lineage) {
    static Body of(Manifest manifest) {
      return new Body(
          FORMAT,
          VERSION,
          manifest.region(),
          manifest.snapshotId(),
          manifest.sealId(),
          manifest.geometry(),
          manifest.wrappedKey(),
          manifest.segments(),
          manifest.lineage());
    }

    Manifest toManifest() throws ManifestFormatException {
      if (segments.size() > MAX_SEGMENTS) {
        throw new ManifestFormatException("segments: at most %d".formatted(MAX_SEGMENTS));
      }
      try {
        SealContext context = new SealContext(sealId, geometry);
        return new Manifest(region, snapshotId, context, wrappedKey, segments, lineage);
      } catch (IllegalArgumentException e) {
        throw new ManifestFormatException("segments: " + e.getMessage(), e);
      }
    }
  }
}
