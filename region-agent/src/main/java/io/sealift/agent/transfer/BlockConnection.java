package io.sealift.agent.transfer;

import io.micrometer.core.instrument.Counter;
import io.sealift.agent.transfer.BlockClient.Pull;
import io.sealift.agent.transfer.BlockClient.Timeouts;
import io.sealift.copy.FailureCode;
import io.sealift.protocol.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a block port. The socket does not block, so that every wait can be stopped:
 * what has arrived is taken straight into the caller's buffer, and only an empty socket costs a
 * wait. Confined to one thread at a time.
 */
final class BlockConnection implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(BlockConnection.class);
  private static final int MAX_ERROR_BYTES = 256;
  private final Endpoint endpoint;
  private final SocketChannel channel;
  private final Selector selector;
  private final Duration progressTimeout;
  private final Counter userCopyBytes;
  private final ByteBuffer head = ByteBuffer.allocate(ResponseHead.MAX_BYTES).limit(0);

  private BlockConnection(
      Endpoint endpoint,
      SocketChannel channel,
      Selector selector,
      Duration progressTimeout,
      Counter userCopyBytes) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.selector = selector;
    this.progressTimeout = progressTimeout;
    this.userCopyBytes = userCopyBytes;
  }

  static BlockConnection open(
      Endpoint endpoint, Timeouts timeouts, Counter userCopyBytes, StopSignal stop)
      throws TransferException {
    Optional<BlockConnection> opened = Optional.empty();
    boolean connected = false;
    try {
      SocketChannel channel = SocketChannel.open();
      opened =
          Optional.of(
              new BlockConnection(
                  endpoint, channel, Selector.open(), timeouts.progress(), userCopyBytes));
      opened.get().connect(timeouts.connect(), stop);
      connected = true;
      return opened.get();
    } catch (IOException e) {
      throw unreachable(endpoint, reason(e), e);
    } finally {
      if (!connected) {
        opened.ifPresent(BlockConnection::close);
      }
    }
  }

  private void connect(Duration timeout, StopSignal stop) throws IOException, TransferException {
    InetSocketAddress address =
        new InetSocketAddress(endpoint.host().replaceAll("[\\[\\]]", ""), endpoint.port());
    if (address.isUnresolved()) {
      throw new IOException("its name does not resolve");
    }
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.register(selector, SelectionKey.OP_CONNECT);
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!channel.connect(address)) {
      while (!channel.finishConnect()) {
        await(deadline, "it does not accept a connection", stop);
      }
    }
    channel.register(selector, SelectionKey.OP_READ);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Whether bytes have come that nobody asked for; such a connection is not used again. */
  boolean hasStrayBytes() {
    return head.hasRemaining();
  }

  SegmentBody request(
      Pull pull, String signature, StopSignal stop, Consumer<BlockConnection> giveBack)
      throws TransferException, StaleConnectionException {
    boolean partial = pull.firstByte() > 0;
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s%s\r\n%s: %s\r\n%s\r\n"
            .formatted(
                pull.path(),
                endpoint,
                AgentSignature.TICKET_SCHEME,
                pull.ticket(),
                AgentSignature.HEADER,
                signature,
                partial ? "Range: " + new ByteRange(pull.firstByte()) + "\r\n" : "");
    send(request, stop);
    ResponseHead response = readHead(stop);
    if (response.status() != (partial ? 206 : 200)) {
      throw refused(response, stop);
    }
    long fileLength = pull.firstByte() + response.contentLength();
    if (partial
        && !response
            .contentRange()
            .equals(new ByteRange(pull.firstByte()).contentRange(fileLength))) {
      throw unreachable("it answered with another range");
    }
    return new SegmentBody(this, fileLength, response.contentLength(), stop, giveBack);
  }

  private void send(String request, StopSignal stop)
      throws TransferException, StaleConnectionException {
    // A head of a few KiB fits any socket buffer that is empty, as it is between two requests.
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    try {
      stop.check();
      if (channel.write(bytes) < request.length()) {
        throw unreachable("it does not take the request");
      }
    } catch (IOException e) {
      throw new StaleConnectionException(e);
    }
  }

  private ResponseHead readHead(StopSignal stop)
      throws TransferException, StaleConnectionException {
    head.clear();
    long deadline = System.nanoTime() + progressTimeout.toNanos();
    while (true) {
      try {
        int count = channel.read(head);
        if (count < 0) {
          if (head.position() == 0) {
            throw new StaleConnectionException("closed before an answer");
          }
          throw unreachable("the connection was closed within an answer's head");
        }
        if (count == 0) {
          await(deadline, "it does not answer", stop);
          continue;
        }
      } catch (IOException e) {
        if (head.position() == 0) {
          throw new StaleConnectionException(e);
        }
        throw unreachable(endpoint, reason(e), e);
      }
      Optional<ResponseHead> response = ResponseHead.parse(head, this::unreachable);
      if (response.isPresent()) {
        return response.get();
      }
    }
  }

  private TransferException refused(ResponseHead response, StopSignal stop)
      throws TransferException {
    ByteBuffer body =
        ByteBuffer.allocate((int) Math.min(MAX_ERROR_BYTES, response.contentLength()));
    while (body.hasRemaining()) {
      readSome(body, stop);
    }
    String reason =
        new String(body.array(), StandardCharsets.US_ASCII)
            .strip()
            .replaceAll("[^\\x20-\\x7e]", "?");
    return switch (response.status()) {
      case 401 ->
          new TransferException(
              FailureCode.TICKET_REFUSED, "cannot pull from %s: %s".formatted(endpoint, reason));
      case 404 ->
          new TransferException(
              FailureCode.SOURCE_GONE, "cannot pull from %s: %s".formatted(endpoint, reason));
      default -> unreachable("it answered %d: %s".formatted(response.status(), reason));
    };
  }

  /** Takes what has arrived, at least one byte; gives the count. */
  int readSome(ByteBuffer target, StopSignal stop) throws TransferException {
    if (head.hasRemaining()) {
      int count = Math.min(head.remaining(), target.remaining());
      target
          .put(target.position(), head, head.position(), count)
          .position(target.position() + count);
      head.position(head.position() + count);
      userCopyBytes.increment(count);
      return count;
    }
    long deadline = System.nanoTime() + progressTimeout.toNanos();
    try {
      while (true) {
        int count = channel.read(target);
        if (count > 0) {
          userCopyBytes.increment(count);
          return count;
        }
        if (count < 0) {
          throw unreachable("the connection was closed before the segment's end");
        }
        await(deadline, "no byte came for %d s".formatted(progressTimeout.toSeconds()), stop);
      }
    } catch (IOException e) {
      throw unreachable(endpoint, reason(e), e);
    }
  }

  private void await(long deadline, String complaint, StopSignal stop)
      throws IOException, TransferException {
    stop.check();
    if (System.nanoTime() - deadline > 0) {
      throw unreachable(complaint);
    }
    selector.select(StopSignal.CHECK_MILLIS);
    selector.selectedKeys().clear();
    stop.check();
  }

  TransferException unreachable(String complaint) {
    return new TransferException(
        FailureCode.SOURCE_UNREACHABLE, "cannot pull from %s: %s".formatted(endpoint, complaint));
  }

  TransferException unreachable(String complaint, Exception cause) {
    return unreachable(endpoint, complaint, cause);
  }

  private static TransferException unreachable(
      Endpoint endpoint, String complaint, Exception cause) {
    return new TransferException(
        FailureCode.SOURCE_UNREACHABLE,
        "cannot pull from %s: %s".formatted(endpoint, complaint),
        cause);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    try {
      channel.close();
      selector.close();
    } catch (IOException e) {
      LOGGER.atDebug().setCause(e).log("closing a connection failed");
    }
  }
}
