package io.sealift.agent.transfer;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Counts the bytes that a connection hands to the transport as file regions, which the kernel sends
 * without a copy in user space. It sits next to the transport, so it sees what really leaves;
 * whatever was copied into a buffer does not count.
 */
@ChannelHandler.Sharable
final class FileRegionCounter extends ChannelOutboundHandlerAdapter {
  private final Counter sendfileBytes;

  FileRegionCounter(Counter sendfileBytes) {
    this.sendfileBytes = sendfileBytes;
  }

  void watch(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().pipeline().addFirst(this);
    }
  }

  // Netty reports the write's outcome through the promise; the future it returns is that same
  // promise.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof FileRegion region) {
      ChannelPromise watched = promise.unvoid();
      watched.addListener(done -> sendfileBytes.increment((double) region.transferred()));
      context.write(message, watched);
    } else {
      context.write(message, promise);
    }
  }
}
