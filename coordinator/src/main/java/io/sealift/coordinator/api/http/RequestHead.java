package io.sealift.coordinator.api.http;

import io.sealift.signature.SignedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What a request's head says, checked before anything of its body is read. */
record RequestHead(SignedRequest signed, QueryString query, int contentLength) {
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,10}");
  private static final Pattern JSON =
      Pattern.compile("application/json *(; *charset=\"?utf-8\"? *)?", Pattern.CASE_INSENSITIVE);

  static RequestHead of(HttpServerRequest request, int maxBodyBytes) {
    MultiMap headers = request.headers();
    if (headers.getAll("host").size() != 1) {
      throw ApiException.invalid("host: the header must be given once");
    }
    if (headers.contains("transfer-encoding")) {
      throw new ApiException(
          411, "LENGTH_REQUIRED", "content-length: the header must be given, chunks are refused");
    }
    int length = contentLength(headers.getAll("content-length"), maxBodyBytes);
    if (headers.contains("content-encoding")) {
      throw unsupported("content-encoding: the body must not be encoded");
    }
    if (headers.contains("expect") && !headers.get("expect").equalsIgnoreCase("100-continue")) {
      throw new ApiException(417, "INVALID", "expect: can only be 100-continue");
    }
    List<String> types = headers.getAll("content-type");
    boolean isJson = types.size() == 1 && JSON.matcher(types.get(0)).matches();
    if (length > 0 && !isJson) {
      throw unsupported("content-type: must be application/json in UTF-8");
    }
    QueryString query = QueryString.parse(request.query());
    return new RequestHead(
        new SignedRequest(
            request.method().name(), request.path(), query.pairs(), singleHeaders(headers)),
        query,
        length);
  }

  private static int contentLength(List<String> given, int maxBodyBytes) {
    if (given.isEmpty()) {
      return 0;
    }
    if (given.size() > 1 || !LENGTH.matcher(given.get(0)).matches()) {
      throw ApiException.invalid("content-length: must be one number");
    }
    long length = Long.parseLong(given.get(0));
    if (length > maxBodyBytes) {
      throw new ApiException(
          413,
          "TOO_LARGE",
          maxBodyBytes == 0
              ? "body: this request takes none"
              : "body: must be at most %d bytes".formatted(maxBodyBytes));
    }
    return (int) length;
  }

  private static ApiException unsupported(String message) {
    return new ApiException(415, "UNSUPPORTED_MEDIA_TYPE", message);
  }

  // A header that came twice is left out: nobody could say which of the two was signed.
  private static Map<String, String> singleHeaders(MultiMap headers) {
    Map<String, String> single = new HashMap<>();
    for (String name : headers.names()) {
      List<String> values = headers.getAll(name);
      if (values.size() == 1) {
        single.put(name.toLowerCase(Locale.ROOT), values.get(0));
      }
    }
    return single;
  }
}
