package io.sealift.cli.role;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.protocol.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks whether anybody answers at the Kafka that a user named, before anything is made. */
final class KafkaAddress {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private KafkaAddress() {}

  /** Refuses an address that is malformed, or of several that none can be reached. */
  static void requireReachable(String servers) throws CommandFailure {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String server : servers.split(",", -1)) {
      endpoints.add(parse(server.strip()));
    }
    String reason = "";
    for (Endpoint endpoint : endpoints) {
      try {
        connect(endpoint);
        return;
      } catch (UnknownHostException e) {
        reason = "unknown host";
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    throw new CommandFailure(
        ExitCode.FAILED, "--kafka: cannot reach %s: %s".formatted(servers, reason));
  }

  private static Endpoint parse(String server) throws CommandFailure {
    try {
      return Endpoint.parse(server);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--kafka: must be HOST:PORT, not '%s'".formatted(server), e);
    }
  }

  private static void connect(Endpoint endpoint) throws IOException {
    IOException failure = new UnknownHostException(endpoint.host());
    for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
      try (Socket socket = new Socket()) {
        int millis = Math.toIntExact(CONNECT_TIMEOUT.toMillis());
        socket.connect(new InetSocketAddress(address, endpoint.port()), millis);
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }
}
