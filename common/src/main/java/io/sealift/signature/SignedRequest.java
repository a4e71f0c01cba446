package io.sealift.signature;

import java.util.List;
import java.util.Map;

/**
 * The parts of an HTTP request that a signature covers.
 *
 * @param method upper case
 * @param path as sent, percent-encoded
 * @param query decoded names and values
 * @param headers lower-case names; of these the signed ones count
 */
public record SignedRequest(
    String method,
    String path,
    List<Map.Entry<String, String>> query,
    Map<String, String> headers) {
  public SignedRequest {
    query = List.copyOf(query);
    headers = Map.copyOf(headers);
  }
}
