package io.sealift.agent.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an HTTP/1.1 answer, read strictly: one content length, no other framing, no folding,
 * no repeated field.
 */
record ResponseHead(int status, long contentLength, String contentRange) {
  /** The longest head that is read. */
  static final int MAX_BYTES = 8 << 10;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})( [\\x20-\\x7e]*)?");
  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z0-9-]{1,64}):[ \\t]*([\\x20-\\x7e]*?)[ \\t]*");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  /**
   * Reads a head from what has arrived: bytes 0 to the buffer's position. When it is complete, the
   * buffer is left with what follows it; when it is not, the buffer goes on collecting.
   */
  static Optional<ResponseHead> parse(
      ByteBuffer arrived, Function<String, TransferException> complaint) throws TransferException {
    String text =
        new String(
            arrived.array(),
            arrived.arrayOffset(),
            arrived.position(),
            StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      if (!arrived.hasRemaining()) {
        throw complaint.apply("its answer's head is too long");
      }
      return Optional.empty();
    }
    arrived.limit(arrived.position()).position(end + 4);
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Matcher status = STATUS.matcher(lines[0]);
    if (!status.matches()) {
      throw complaint.apply("its answer is not HTTP/1.1");
    }
    Map<String, String> fields = fields(lines, complaint);
    String length = fields.getOrDefault("content-length", "");
    if (!LENGTH.matcher(length).matches() || fields.containsKey("transfer-encoding")) {
      throw complaint.apply("its answer has no content length");
    }
    return Optional.of(
        new ResponseHead(
            Integer.parseInt(status.group(1)),
            Long.parseLong(length),
            fields.getOrDefault("content-range", "")));
  }

  private static Map<String, String> fields(
      String[] lines, Function<String, TransferException> complaint) throws TransferException {
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()
          || fields.put(field.group(1).toLowerCase(Locale.ROOT), field.group(2)) != null) {
        throw complaint.apply("its answer's head is malformed");
      }
    }
    return fields;
  }
}
