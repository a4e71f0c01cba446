package io.sealift.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells addresses that only processes of this machine reach. */
public final class Loopback {
  private static final Pattern FORM =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1|\\[::1\\]");

  private Loopback() {}

  /** Whether the host is one of them. A name is not looked up. */
  public static boolean isLoopback(String host) {
    return FORM.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
