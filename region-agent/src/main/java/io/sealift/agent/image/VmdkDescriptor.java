package io.sealift.agent.image;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text inside a VMDK that says what it is made of: one sparse extent, in the file itself,
 * without a parent.
 */
final class VmdkDescriptor {
  private static final Pattern EXTENT =
      Pattern.compile(
          "(RW|RDONLY|NOACCESS)\\s+([0-9]{1,18})\\s+([A-Z0-9]+)\\b\\s*(?:\"([^\"]*)\".*)?");
  private static final String ACCESS = "(RW|RDONLY|NOACCESS)\\b.*";

  private VmdkDescriptor() {}

  static void check(ByteBuffer bytes, long capacity) throws ImageRefusedException {
    int extents = 0;
    boolean typeSeen = false;
    for (String raw : text(bytes).lines().toList()) {
      String line = raw.strip();
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("createtype")) {
        refuseIf(typeSeen, "its descriptor names two types");
        typeSeen = true;
        String type = value(line);
        refuseIf(
            !type.equals("monolithicSparse") && !type.equals("streamOptimized"),
            "only monolithicSparse and streamOptimized are taken");
      } else if (lower.startsWith("parentcid")) {
        refuseIf(!value(line).equalsIgnoreCase("ffffffff"), "it has a parent");
      } else if (lower.startsWith("parentfilenamehint")) {
        throw new ImageRefusedException("vmdk: it has a parent");
      } else if (line.toUpperCase(Locale.ROOT).matches(ACCESS)) {
        checkExtent(line, capacity);
        extents++;
      }
    }
    refuseIf(!typeSeen, "its descriptor names no type");
    refuseIf(extents != 1, "its descriptor must name exactly one extent");
  }

  private static void checkExtent(String line, long capacity) throws ImageRefusedException {
    Matcher extent = EXTENT.matcher(line);
    refuseIf(!extent.matches() || !extent.group(3).equals("SPARSE"), "its extent is not SPARSE");
    String name = extent.group(4);
    refuseIf(
        name == null || name.contains("/") || name.contains("\\"), "its extent names another file");
    refuseIf(
        Long.parseLong(extent.group(2)) != capacity, "its extent's size differs from the disk's");
  }

  private static String text(ByteBuffer bytes) throws ImageRefusedException {
    StringBuilder text = new StringBuilder();
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == 0) {
        break;
      }
      refuseIf(
          next < 0 || (next < ' ' && next != '\n' && next != '\r' && next != '\t'),
          "its descriptor is no text");
      text.append((char) next);
    }
    refuseIf(!text.toString().startsWith("# Disk Descriptor"), "its descriptor is missing");
    return text.toString();
  }

  private static String value(String line) {
    int equals = line.indexOf('=');
    return equals < 0 ? "" : line.substring(equals + 1).strip().replace("\"", "");
  }

  private static void refuseIf(boolean wrong, String reason) throws ImageRefusedException {
    if (wrong) {
      throw new ImageRefusedException("vmdk: " + reason);
    }
  }
}
