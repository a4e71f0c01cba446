package io.sealift.system.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.signature.AccessKey;
import io.sealift.signature.SignedRequest;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinators that do not belong together, on one Kafka. */
class CoordinatorIdentityIT {
  private static final String PATH = "/v1/resource-groups";
  private static final String HOST = "sealift.test";
  private static final byte[] NO_BODY = {};

  @TempDir Path directory;
  private EmbeddedKafka kafka;

  @BeforeEach
  void startKafka() throws IOException {
    kafka = new EmbeddedKafka(Files.createDirectories(directory.resolve("kafka")), 0);
  }

  @AfterEach
  void stopKafka() {
    kafka.close();
  }

  private Coordinator start(String data, Optional<String> id, Telemetry telemetry)
      throws Exception {
    return Coordinator.start(
        new CoordinatorSettings(
            id,
            Set.of(new RegionId("north")),
            KafkaSettings.of(kafka.bootstrapServers()),
            directory.resolve(data),
            "127.0.0.1",
            0,
            5,
            5,
            1),
        telemetry);
  }

  private static HttpResponse<String> get(Coordinator coordinator, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(coordinator.port(), path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static boolean owns(Coordinator coordinator) throws Exception {
    return get(coordinator, "/metrics")
        .body()
        .lines()
        .anyMatch(line -> line.startsWith("sealift_engine_owner") && line.endsWith(" 1.0"));
  }

  @Test
  void aCoordinatorOfAnotherClusterIsRefused() throws Exception {
    try (Telemetry telemetry = new Telemetry();
        Coordinator first = start("one", Optional.empty(), telemetry)) {
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> owns(first));

      assertThatThrownBy(() -> start("other", Optional.empty(), telemetry))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("coordinator.data-directory: the Kafka at ")
          .hasMessageEndingWith("secrets.key does not open");

      assertThat(owns(first)).isTrue();
    }
  }

  @Test
  void oneOfTwoWithTheSameIdStopsDecidingAndSaysSo() throws Exception {
    try (Telemetry telemetry = new Telemetry();
        Telemetry another = new Telemetry();
        Coordinator first = start("data", Optional.of("same"), telemetry)) {
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> owns(first));
      try (Coordinator second = start("data", Optional.of("same"), another)) {
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> get(first, "/health/ready").statusCode() == 503);
        assertThat(get(first, "/health/ready").body()).contains("another coordinator runs as same");

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> owns(second));
        assertThat(owns(first)).isFalse();
        assertThat(get(second, "/health/ready").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aRequestCountsOnceAmongAllCoordinatorsAndAfterARestart() throws Exception {
    Map<String, String> look;
    Map<String, String> change;
    byte[] group = "{\"name\":\"web\"}".getBytes(UTF_8);
    try (Telemetry telemetry = new Telemetry();
        Telemetry another = new Telemetry();
        Coordinator first = start("data", Optional.of("first"), telemetry);
        Coordinator second = start("data", Optional.of("second"), another)) {
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> owns(first));
      AccessKey key = first.administratorKey();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                Map<String, String> asked = signed(key, "GET", NO_BODY);
                return status(second, "GET", NO_BODY, asked) == 200;
              });
      look = signed(key, "GET", NO_BODY);
      change = signed(key, "POST", group);

      assertThat(status(first, "POST", group, change)).isEqualTo(200);
      assertThat(status(second, "POST", group, change)).isEqualTo(401);

      assertThat(status(first, "GET", NO_BODY, look)).isEqualTo(200);
      // The look was told of before this change, which the second has heard of when it answers.
      Map<String, String> later = signed(key, "POST", group);
      assertThat(status(first, "POST", group, later)).isEqualTo(200);
      assertThat(status(second, "POST", group, later)).isEqualTo(401);
      assertThat(status(second, "GET", NO_BODY, look)).isEqualTo(401);
    }
    try (Telemetry telemetry = new Telemetry();
        Coordinator again = start("data", Optional.of("first"), telemetry)) {
      assertThat(status(again, "POST", group, change)).isEqualTo(401);
      assertThat(status(again, "GET", NO_BODY, look)).isEqualTo(401);
      assertThat(status(again, "GET", NO_BODY, signed(again.administratorKey(), "GET", NO_BODY)))
          .isEqualTo(200);
    }
  }

  private static Map<String, String> signed(AccessKey key, String method, byte[] body) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", HOST);
    SignedRequest request = new SignedRequest(method, PATH, List.of(), headers);
    headers.putAll(SignedCaller.signature(request, body, key));
    return headers;
  }

  /** Sends the very same bytes, whichever coordinator they were meant for. */
  private static int status(
      Coordinator coordinator, String method, byte[] body, Map<String, String> headers)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + PATH + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("content-type: application/json\r\ncontent-length: ").append(body.length);
    head.append("\r\nconnection: close\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), coordinator.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head.toString().getBytes(UTF_8));
      socket.getOutputStream().write(body);
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }
}
