package io.sealift.coordinator.api.console;

import io.sealift.coordinator.api.http.ConnectionGuard;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/**
 * Serves the console's files under {@code /console/}, to everybody: they hold nothing of anybody. A
 * page of it runs and loads only what this server sends, is shown in no other page's frame, and
 * tells other sites nothing. All files are in memory; it runs on the server's event loop.
 */
public final class ConsoleServer {
  private static final String ROOT = "/console";
  private static final String FOLDER = ROOT + "/";

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private final ConsoleFiles files = new ConsoleFiles();
  private final ConnectionGuard guard;

  /** A server of the console on guarded connections. */
  public ConsoleServer(ConnectionGuard guard) {
    this.guard = guard;
  }

  /** Whether a path is the console's. */
  public static boolean serves(String path) {
    return path.equals(ROOT) || path.startsWith(FOLDER);
  }

  /** Answers once all of the request has come; a body is thrown away. */
  public void handle(HttpServerRequest request) {
    guard.awaitBody(request.connection());
    request.endHandler(ended -> answer(request));
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = protect(request.response());
    String method = request.method().name();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.setStatusCode(405).putHeader("allow", "GET, HEAD");
    } else if (ROOT.equals(request.path())) {
      response.setStatusCode(308).putHeader("location", FOLDER);
    } else {
      Optional<ConsoleFile> file =
          files.find(String.valueOf(request.path()).substring(FOLDER.length()));
      if (file.isPresent()) {
        send(request, response, file.get());
        return;
      }
      response.setStatusCode(404);
    }
    response.putHeader("content-length", "0");
    end(request, response);
  }

  private void send(HttpServerRequest request, HttpServerResponse response, ConsoleFile file) {
    // Kept, and asked for each time whether it is still the one: a new version shows at once.
    response.putHeader("cache-control", "no-cache").putHeader("etag", file.etag());
    response.putHeader("vary", "accept-encoding");
    if (file.etag().equals(request.getHeader("if-none-match"))) {
      response.setStatusCode(304);
      end(request, response);
      return;
    }
    String accepted = request.getHeader("accept-encoding");
    boolean zip = accepted != null && accepted.contains("gzip");
    if (zip) {
      response.putHeader("content-encoding", "gzip");
    }
    Buffer content = zip ? file.zipped() : file.plain();
    response.putHeader("content-type", file.mediaType());
    response.putHeader("content-length", String.valueOf(content.length()));
    if (request.method().name().equals("HEAD")) {
      end(request, response);
    } else {
      response.end(content);
      guard.answered(request.connection());
    }
  }

  private void end(HttpServerRequest request, HttpServerResponse response) {
    response.end();
    guard.answered(request.connection());
  }

  private static HttpServerResponse protect(HttpServerResponse response) {
    return response
        .putHeader("content-security-policy", CONTENT_SECURITY_POLICY)
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("cross-origin-opener-policy", "same-origin")
        .putHeader("cross-origin-resource-policy", "same-origin");
  }
}
