package io.sealift.agent.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortPathTest {
  private static final Path ALLOWED = Path.of("/proc/sys/net/ipv4/tcp_allowed_congestion_control");

  @ParameterizedTest
  @CsvSource({"bbr, cubic", "reno, reno", "cubic, cubic"})
  void onlyAPacedConnectionIsChanged(String accepted, String expected) throws Exception {
    assumeTrue(Epoll.isAvailable(), "no native transport");
    assumeTrue(isAllowed(accepted) && isAllowed(expected), "the system allows it");

    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      CompletableFuture<EpollSocketChannel> child = new CompletableFuture<>();
      Channel server = listen(loops, accepted, child);
      try (Socket client = connect(server)) {
        EpollSocketChannel connection = child.get(10, TimeUnit.SECONDS);
        assertThat(client.isConnected()).isTrue();
        assertThat(ShortPath.algorithm(connection)).isEqualTo(accepted);

        ShortPath.tune(connection);

        assertThat(ShortPath.algorithm(connection)).isEqualTo(expected);
      }
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
    }
  }

  private static boolean isAllowed(String algorithm) throws IOException {
    return Files.exists(ALLOWED) && Files.readString(ALLOWED).contains(algorithm);
  }

  /** A listener whose connections have that congestion control from the start. */
  private static Channel listen(
      EventLoopGroup loops, String algorithm, CompletableFuture<EpollSocketChannel> child)
      throws InterruptedException {
    return new ServerBootstrap()
        .group(loops)
        .channel(EpollServerSocketChannel.class)
        .option(
            new RawUnixChannelOption("TCP_CONGESTION", 6, 13, algorithm.length()),
            ByteBuffer.wrap(algorithm.getBytes(StandardCharsets.US_ASCII)))
        .childHandler(new Accepted(child))
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .sync()
        .channel();
  }

  private static Socket connect(Channel server) throws IOException {
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static final class Accepted extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<EpollSocketChannel> child;

    Accepted(CompletableFuture<EpollSocketChannel> child) {
      this.child = child;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      child.complete((EpollSocketChannel) context.channel());
    }
  }
}
