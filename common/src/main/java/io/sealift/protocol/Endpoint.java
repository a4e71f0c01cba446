package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Where a server listens; written {@code host:port}, an IPv6 address in brackets. */
public record Endpoint(String host, int port) {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");
  private static final int MAX_PORT = 65_535;

  public Endpoint {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("host is neither a name nor an address");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port must be 1 to 65535: " + port);
    }
  }

  /** Reads {@code host:port}. */
  @JsonCreator
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("endpoint must be host:port: " + text);
    }
    try {
      return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("endpoint must be host:port: " + text, e);
    }
  }

  @JsonValue
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
