package io.sealift.coordinator.api.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;

/**
 * Refuses requests whose end two readers might see at different places, which is what smuggling one
 * request in another is made of: heads with folded lines or tabs, which the library joins and trims
 * in silence, and transfer encodings other than plain chunks. The server answers them 400 and
 * closes.
 *
 * <p>Confined to its connection's event loop.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  private boolean isInHead = true;
  private boolean isBlankOdd;
  private boolean isAfterLineEnd;

  StrictRequestDecoder(Http1ServerConfig config) {
    super(config);
  }

  /** Has this connection's requests decoded so; to be called before it has sent anything. */
  public static void decode(HttpConnection connection, Http1ServerConfig config) {
    if (!(connection instanceof ConnectionBase base)) {
      throw new IllegalStateException("cannot decode requests strictly: " + connection.getClass());
    }
    base.channel()
        .pipeline()
        .replace(VertxHttpRequestDecoder.class, null, new StrictRequestDecoder(config));
  }

  // Each call takes bytes of a head or of a body, but never of both: the library returns where one
  // ends, whatever it has.
  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> decoded)
      throws Exception {
    int from = bytes.readerIndex();
    int before = decoded.size();
    super.decode(context, bytes, decoded);
    if (isInHead) {
      lookForBlanks(bytes, from, bytes.readerIndex());
      if (decoded.size() > before && decoded.get(before) instanceof HttpMessage message) {
        judge(message);
        isInHead = false;
      }
    }
    if (decoded.size() > before && decoded.get(decoded.size() - 1) instanceof LastHttpContent) {
      isInHead = true;
      isBlankOdd = false;
      isAfterLineEnd = false;
    }
  }

  private void lookForBlanks(ByteBuf bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte next = bytes.getByte(i);
      isBlankOdd |= next == '\t' || (isAfterLineEnd && next == ' ');
      isAfterLineEnd = next == '\n';
    }
  }

  private void judge(HttpMessage message) {
    if (message.decoderResult().isSuccess() && (isBlankOdd || isOdd(message.headers()))) {
      message.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("the end of the head is not plain")));
    }
  }

  private static boolean isOdd(HttpHeaders headers) {
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return headers.contains("")
        || encodings.size() > 1
        || !encodings.stream().allMatch(HttpHeaderValues.CHUNKED::contentEqualsIgnoreCase);
  }
}
