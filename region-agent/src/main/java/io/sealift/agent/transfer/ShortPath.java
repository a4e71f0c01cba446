package io.sealift.agent.transfer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes BBR off connections whose round trip is short. BBR spaces what it sends by a timer for each
 * piece, and within a machine or a room those timers cost more processor time than the sending.
 * Longer paths keep what their system has chosen, and so does every path where Netty's native
 * transport is not to be had.
 */
public final class ShortPath {
  /** Below this many microseconds a round trip is short. */
  private static final long SHORT_MICROS = 1_000;

  private static final Logger LOGGER = LoggerFactory.getLogger(ShortPath.class);
  private static final String PACED = "bbr";
  private static final String UNPACED = "cubic";
  // Linux: <netinet/in.h>, <linux/tcp.h>, and TCP_CA_NAME_MAX of <net/tcp.h>.
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_CONGESTION = 13;
  private static final int NAME_BYTES = 16;
  private static final RawUnixChannelOption CURRENT = option(NAME_BYTES);
  private static final RawUnixChannelOption CHANGED = option(UNPACED.length());

  private ShortPath() {}

  private static RawUnixChannelOption option(int bytes) {
    return new RawUnixChannelOption("TCP_CONGESTION", IPPROTO_TCP, TCP_CONGESTION, bytes);
  }

  /** Looks at a connection that has just been accepted. To be called on its event loop. */
  public static void tune(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      tune(base.channel());
    }
  }

  static void tune(Channel channel) {
    if (!(channel instanceof EpollSocketChannel socket)) {
      return;
    }
    try {
      if (socket.tcpInfo().rtt() < SHORT_MICROS && algorithm(socket).equals(PACED)) {
        socket
            .config()
            .setOption(CHANGED, ByteBuffer.wrap(UNPACED.getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (ChannelException e) {
      // Closed meanwhile, or the system does not allow it: then the connection stays as it is.
      LOGGER.atDebug().setCause(e).log("congestion control left as it is");
    }
  }

  /** The name of the connection's congestion control. */
  static String algorithm(EpollSocketChannel socket) {
    return Optional.ofNullable(socket.config().getOption(CURRENT))
        .map(name -> StandardCharsets.US_ASCII.decode(name).toString().replace("\0", ""))
        .orElse("");
  }
}
