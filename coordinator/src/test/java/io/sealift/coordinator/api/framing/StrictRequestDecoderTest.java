package io.sealift.coordinator.api.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is one request must be it however the network cuts it up. */
final class StrictRequestDecoderTest {
  private static final String GOOD =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n\r\n \t.";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Note: one\r\n two",
        "X-Note: one\r\n\ttwo",
        "Transfer-Encoding: chunked\t",
        "Transfer-Encoding:\r\n chunked"
      })
  void whatIsOddIsSeenWhereverItIsCut(String header) {
    String odd = "GET / HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n";
    String wire = GOOD + odd;

    for (int cut = 1; cut < wire.length(); cut++) {
      assertThat(judged(wire, cut)).as("cut at %d", cut).containsExactly(true, false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Note: one two", "Transfer-Encoding: chunked "})
  void whatIsPlainIsTakenWhereverItIsCut(String header) {
    String plain = "POST / HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n0\r\n\r\n";
    String wire = GOOD + plain;

    for (int cut = 1; cut < wire.length(); cut++) {
      assertThat(judged(wire, cut)).as("cut at %d", cut).startsWith(true, true);
    }
  }

  /** Which of the requests on the wire are good. */
  private static List<Boolean> judged(String wire, int cut) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new StrictRequestDecoder(new HttpServerOptions().getHttp1Config()));
    channel.writeInbound(Unpooled.copiedBuffer(wire.substring(0, cut), US_ASCII));
    channel.writeInbound(Unpooled.copiedBuffer(wire.substring(cut), US_ASCII));
    List<Boolean> good = new ArrayList<>();
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      if (each instanceof HttpMessage message) {
        good.add(message.decoderResult().isSuccess());
      }
      ReferenceCountUtil.release(each);
    }
    channel.finishAndReleaseAll();
    return good;
  }
}
