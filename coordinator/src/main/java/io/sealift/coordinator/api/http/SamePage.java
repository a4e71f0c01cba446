package io.sealift.coordinator.api.http;

import io.sealift.signature.SignedRequest;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether a browser's request was made by a page of this very server, and by its script. A cookie
 * goes with whatever a browser sends, so a change by cookie needs more: a header that no other
 * site's page can add, and that the browser says where the request comes from.
 */
final class SamePage {
  /** The header that the console's script adds. */
  static final String HEADER = "x-sealift-console";

  private static final String SENT = "1";
  private static final Pattern SCHEME = Pattern.compile("https?://");

  private SamePage() {}

  /** Refuses a request of another page. */
  static void require(SignedRequest head) {
    Map<String, String> headers = head.headers();
    if (!SENT.equals(headers.get(HEADER))) {
      throw forbidden(HEADER + ": must be 1 in a request by session that changes something");
    }
    String site = headers.get("sec-fetch-site");
    String origin = headers.get("origin");
    if (site == null && origin == null) {
      throw forbidden("origin: must be there, or sec-fetch-site");
    }
    if (site != null && !site.equals("same-origin")) {
      throw forbidden("sec-fetch-site: must be same-origin");
    }
    if (origin != null && !SCHEME.matcher(origin).replaceFirst("").equals(headers.get("host"))) {
      throw forbidden("origin: must be this server's");
    }
  }

  private static ApiException forbidden(String message) {
    return new ApiException(403, "FORBIDDEN", message);
  }
}
