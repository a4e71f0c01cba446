package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.RestFailure;
import io.sealift.kafka.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users get wrong is answered with one line that names the field, and nothing is written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
  private static final TestDisk DISK = new TestDisk(23, 1, 1);
  private static final Set<String> BOOKKEEPING = Set.of("outcome", "engine", "key", "account");

  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;
  private final String unfinished;
  private final String westKey;

  BadInputIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.imageId = client.importImage(NORTH, "web", DISK.write(work.resolve("disk.raw")));
    this.westKey = client.createKey(WEST);
    this.unfinished =
        client.post("/v1/imports", importRequest("unfinished")).path("imageId").asText();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private static ObjectNode importRequest(String name) {
    ObjectNode request =
        ClusterClient.object()
            .put("requestToken", "import-" + name.length())
            .put("region", NORTH)
            .put("name", name);
    request.withArray("disks").addObject().put("sizeBytes", 1 << 20);
    return request;
  }

  /** A request to refuse, the field its answer must start with, and the status. */
  private record Bad(String what, String path, JsonNode body, String field, int status) {
    @Override
    public String toString() {
      return what;
    }
  }

  private Bad copy(String what, Consumer<ObjectNode> mistake, String field, int status) {
    ObjectNode request = ClusterClient.copy(imageId, NORTH, SOUTH);
    mistake.accept(request);
    return new Bad(what, "/v1/jobs", request, field, status);
  }

  private Bad target(String what, Consumer<ObjectNode> mistake, String field, int status) {
    return copy(
        what,
        request -> mistake.accept((ObjectNode) request.path("targets").path(0)),
        field,
        status);
  }

  private static Bad disk(String what, Consumer<ObjectNode> mistake, String field, int status) {
    ObjectNode request = importRequest("x" + what.hashCode());
    mistake.accept(request);
    return new Bad(what, "/v1/imports", request, field, status);
  }

  Stream<Bad> mistakes() {
    return Stream.of(
        copy("unknown image", r -> r.put("imageId", "m-none"), "imageId", 404),
        copy("image of another region", r -> r.put("region", SOUTH), "imageId", 404),
        copy("image not available", r -> r.put("imageId", unfinished), "imageId", 409),
        copy("no image", r -> r.remove("imageId"), "imageId", 400),
        copy("unknown source region", r -> r.put("region", "mars"), "region", 404),
        copy("empty token", r -> r.put("requestToken", ""), "requestToken", 400),
        copy("long token", r -> r.put("requestToken", "t".repeat(65)), "requestToken", 400),
        copy("no targets", r -> r.withArray("targets").removeAll(), "targets", 400),
        copy("too many targets", BadInputIT::sixTargets, "targets", 400),
        copy(
            "a target twice",
            r -> r.withArray("targets").addObject().put("region", SOUTH),
            "targets[1].region",
            400),
        copy("priority", r -> r.put("priority", 10), "priority", 400),
        copy("rate", r -> r.put("maxBytesPerSecond", 1), "maxBytesPerSecond", 400),
        copy("unknown field", r -> r.put("imageid", "m-1"), "imageid", 400),
        copy("wrong type", r -> r.put("priority", "high"), "priority", 400),
        target("unknown target region", t -> t.put("region", "mars"), "targets[0].region", 404),
        target("own region without encrypt", t -> t.put("region", NORTH), "targets[0].region", 400),
        target("key without encrypt", t -> t.put("keyId", westKey), "targets[0].keyId", 400),
        target(
            "unknown key",
            t -> t.put("encrypt", true).put("keyId", "key-none"),
            "targets[0].keyId",
            404),
        target(
            "key of another region",
            t -> t.put("encrypt", true).put("keyId", westKey),
            "targets[0].keyId",
            400),
        target("short name", t -> t.put("name", "a"), "targets[0].name", 400),
        target("long name", t -> t.put("name", "a".repeat(129)), "targets[0].name", 400),
        target("forbidden name", t -> t.put("name", "acs:web"), "targets[0].name", 400),
        target("name with a digit first", t -> t.put("name", "1web"), "targets[0].name", 400),
        disk("name of an import", r -> r.put("name", "aliyun-web"), "name", 400),
        disk("region of an import", r -> r.put("region", "mars"), "region", 404),
        disk("no disks", r -> r.withArray("disks").removeAll(), "disks", 400),
        disk(
            "absurd size",
            r -> ((ObjectNode) r.path("disks").path(0)).put("sizeBytes", 1L << 50),
            "disks[0].sizeBytes",
            400));
  }

  private static void sixTargets(ObjectNode request) {
    for (String region : List.of("a", "b", "c", "d", "e")) {
      request.withArray("targets").addObject().put("region", region);
    }
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsAnsweredInOneLineAndWritesNothing(Bad bad) {
    Set<String> before = entities();

    RestFailure failure =
        catchThrowableOfType(RestFailure.class, () -> client.post(bad.path(), bad.body()));

    assertThat(failure).as(bad.what()).isNotNull();
    assertThat(String.valueOf(failure.getMessage())).startsWith(bad.field() + ": ").hasLineCount(1);
    assertThat(failure.status()).isEqualTo(bad.status());
    assertThat(failure.code()).isEqualTo(failure.code().toUpperCase(Locale.ROOT)).isNotEmpty();
    assertThat(entities()).isEqualTo(before);
  }

  /** Keys of all that users could see. */
  private Set<String> entities() {
    Set<String> keys = new TreeSet<>();
    TopicRecords.read(cluster.kafkaServers(), Topics.JOURNAL).records().stream()
        .filter(record -> !BOOKKEEPING.contains(record.key().split("/", -1)[0]))
        .forEach(record -> keys.add(record.key()));
    return keys;
  }
}
