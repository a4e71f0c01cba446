package io.sealift.agent.transfer;

import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/**
 * The limits that all of an agent's servers have in common; Vert.x's own defaults have no timeouts.
 */
public final class HttpLimits {
  /** How long a connection may lie without a byte in either direction. */
  public static final int IDLE_SECONDS = 60;

  /** How long a client may take to send a whole request head. */
  public static final int HEADER_SECONDS = 10;

  /** How many connections one server holds at once. */
  public static final int MAX_CONNECTIONS = 512;

  private static final int MAX_INITIAL_LINE_BYTES = 1024;
  // A ticket has up to 8 KiB, a bitmap of 4096 blocks 1 KiB in hexadecimal.
  private static final int MAX_HEADER_BYTES = 16 << 10;

  private HttpLimits() {}

  /** HTTP/1.1 only, no compression, with timeouts and bounded heads. */
  public static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setMaxInitialLineLength(MAX_INITIAL_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        // What these would add fails, with a stack trace each, on requests in a long pipeline.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setTcpNoDelay(true)
        .setReuseAddress(true);
  }
}
