package io.sealift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestClient;
import io.sealift.signature.RecordSignature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path directory;
  private FakeCoordinator coordinator = new FakeCoordinator();

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void everyCommandHasHelpExitCodesAndJson() {
    List<CommandLine> leaves = new ArrayList<>();
    collect(new CommandTree(Map.of(), InputStream.nullInputStream()).build(), leaves);

    assertThat(leaves).hasSizeGreaterThan(25);
    for (CommandLine leaf : leaves) {
      String name = leaf.getCommandSpec().qualifiedName();
      assertThat(leaf.getUsageMessage())
          .as(name)
          .contains("--help", "--json", "Exit codes", "cancelled");
      assertThat(leaf.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
    }
  }

  @Test
  void everyCommandIsCalledAsItsHelpSays() {
    requireNames(new CommandTree(Map.of(), InputStream.nullInputStream()).build());
  }

  @Test
  void aMissingFileOfAuthoritiesIsNamed() {
    CliRun run =
        CliRun.of(
            Map.of(
                ClientSettings.ENDPOINT,
                "https://localhost:1",
                ClientSettings.ACCESS_KEY_ID,
                "ak-1",
                ClientSettings.ACCESS_KEY_SECRET,
                "secret",
                ClientSettings.AUTHORITIES,
                "/nowhere/ca.pem"),
            "image",
            "list");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("sealift: SEALIFT_CA: /nowhere/ca.pem: there is no such file\n");
  }

  private static void requireNames(CommandLine line) {
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              assertThat(sub.getCommandName()).isEqualTo(name);
              requireNames(sub);
            });
  }

  @Test
  void theHelpOfACopyNamesEachThingOnce() {
    CliRun run = CliRun.of(Map.of(), "image", "copy", "--help");

    assertThat(run.out().lines().findFirst().orElse(""))
        .isEqualTo(
            "Usage: sealift image copy IMAGE --region=SOURCE --to=TARGET[=KEY]... [OPTIONS]");
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheNearestOne() {
    assertThat(CliRun.of(Map.of(), "imag", "list").err()).contains("did you mean image?");
    assertThat(CliRun.of(Map.of(), "image", "list", "--regon", "a").err())
        .contains("did you mean --region?");
    assertThat(CliRun.of(Map.of(), "nonsense").err()).doesNotContain("did you mean");
  }

  private static void collect(CommandLine line, List<CommandLine> leaves) {
    if (line.getSubcommands().isEmpty()) {
      leaves.add(line);
    }
    line.getSubcommands().values().forEach(sub -> collect(sub, leaves));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "image",
        "image copy m-1",
        "image copy m-1 --region a",
        "image copy --region a --to b",
        "image list --colour",
        "job limit j-1",
        "image import --region a --name n --key k f",
        "job limit j-1 --max-rate fast",
        "job limit j-1 --priority 10",
        "image copy m-1 --region a --to b --priority x",
        "image export m-1 --region a"
      })
  void aWrongCommandLineIsUsage(String line) {
    CliRun run = CliRun.of(coordinator.environment(), line.split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("sealift: ").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(coordinator.seen).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"400, 4", "401, 4", "403, 4", "404, 3", "409, 4", "413, 4", "500, 1"})
  void aRefusalIsOneLineAndAnExitCode(int status, int exitCode) {
    coordinator.replies.put("GET /v1/images/m-1", FakeCoordinator.error(status, "SomeCode"));

    CliRun run = CliRun.of(coordinator.environment(), "image", "show", "m-1");

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).isEqualTo("sealift: field: reason (SomeCode)" + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../keys", "m%2f1", "", "m 1", "m-1?x=y", "m\u202e1"})
  void aHostileIdIsNeverSent(String id) {
    CliRun run = CliRun.of(coordinator.environment(), "image", "show", id);

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(coordinator.seen).isEmpty();
  }

  @Test
  void aListIsATableOrTheAnswerItself() {
    coordinator.replies.put(
        "GET /v1/images",
        new FakeCoordinator.Reply(
            200,
            "{\"images\":[{\"imageId\":\"m-1\",\"region\":\"a\",\"name\":\"web\\u001b[2J\",\"status\":\"AVAILABLE\","
                + "\"progress\":100,\"disks\":[{\"sizeBytes\":1073741824,\"storedBytes\":1024}]}]}"));

    CliRun table = CliRun.of(coordinator.environment(), "image", "list", "--region", "a b");
    CliRun json = CliRun.of(coordinator.environment(), "image", "list", "--json");

    assertThat(table.out()).contains("m-1", "1.0 GiB", "web?[2J").doesNotContain("\u001b");
    assertThat(coordinator.seen.get(0).pathAndQuery()).isEqualTo("/v1/images?region=a%20b");
    assertThat(json.json().path("images").path(0).path("imageId").asText()).isEqualTo("m-1");
    assertThat(json.out().lines()).hasSize(1);
  }

  @Test
  void aListOfJobsTellsThePlacesInTheQueue() {
    coordinator.replies.put(
        "GET /v1/jobs",
        new FakeCoordinator.Reply(
            200,
            "{\"jobs\":[{\"jobId\":\"j-1\",\"targets\":[{\"region\":\"b\",\"state\":\"WAITING\","
                + "\"progress\":0,\"queuePlace\":3}]}]}"));

    assertThat(CliRun.of(coordinator.environment(), "job", "list").out())
        .contains("b WAITING 0% (place 3)");
  }

  @Test
  void aVerificationThatFailsPrintsItsResultToo() {
    coordinator.replies.put(
        "POST /v1/images/m-1/verify", new FakeCoordinator.Reply(202, "{\"operationId\":\"o-1\"}"));
    coordinator.replies.put(
        "GET /v1/operations/o-1",
        new FakeCoordinator.Reply(200, "{\"state\":\"FAILED\",\"failure\":\"block 3 is bad\"}"));

    CliRun run = CliRun.of(coordinator.environment(), "image", "verify", "m-1", "--json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().strip())
        .isEqualTo("{\"imageId\":\"m-1\",\"verified\":false,\"failure\":\"block 3 is bad\"}");
    assertThat(run.err()).isEqualTo("sealift: block 3 is bad" + System.lineSeparator());
  }

  @Test
  void aCopySaysWhatItsUserSaid() {
    coordinator.replies.put(
        "POST /v1/jobs",
        new FakeCoordinator.Reply(
            202,
            "{\"jobId\":\"j-1\",\"targets\":[{\"region\":\"b\",\"imageId\":\"m-2\",\"snapshotIds\":[]}]}"));

    CliRun run =
        CliRun.of(
            coordinator.environment(),
            ("image copy m-1 --region a --to b --to c=key-1 --to d=alias/acs/ecs --name copy --tag"
                    + " x=1 --tag y=2 --priority 7 --max-rate 50MiB --request-token t --json")
                .split(" ", -1));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().path("jobId").asText()).isEqualTo("j-1");
    assertThat(coordinator.seen.get(0).body())
        .isEqualTo(
            "{\"requestToken\":\"t\",\"region\":\"a\",\"imageId\":\"m-1\",\"targets\":["
                + "{\"region\":\"b\",\"name\":\"copy\",\"tags\":{\"x\":\"1\",\"y\":\"2\"}},"
                + "{\"region\":\"c\",\"encrypt\":true,\"keyId\":\"key-1\",\"name\":\"copy\",\"tags\":{\"x\":\"1\",\"y\":\"2\"}},"
                + "{\"region\":\"d\",\"encrypt\":true,\"name\":\"copy\",\"tags\":{\"x\":\"1\",\"y\":\"2\"}}],"
                + "\"priority\":7,\"maxBytesPerSecond\":52428800}");
  }

  @ParameterizedTest
  @CsvSource({"50MiB, 52428800", "none, 0"})
  void aLimitIsARateOrNone(String rate, long bytesPerSecond) {
    coordinator.replies.put("POST /v1/jobs/j-1/limit", new FakeCoordinator.Reply(200, "{}"));

    CliRun run = CliRun.of(coordinator.environment(), "job", "limit", "j-1", "--max-rate", rate);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(coordinator.seen.get(0).body())
        .isEqualTo("{\"maxBytesPerSecond\":%d}".formatted(bytesPerSecond));
  }

  @ParameterizedTest
  @CsvSource({"SUCCEEDED, 0", "PARTIALLY_SUCCEEDED, 1", "FAILED, 1", "CANCELLED, 5"})
  void watchingEndsAsTheJobDoes(String state, int exitCode) {
    coordinator.replies.put(
        "GET /v1/jobs/j-1",
        new FakeCoordinator.Reply(
            200,
            "{\"jobId\":\"j-1\",\"state\":\"%s\",\"targets\":[{\"region\":\"b\",\"state\":\"CREATE_FAILED\","
                    .formatted(state)
                + "\"failure\":{\"code\":\"KEY_DISABLED\",\"message\":\"key k\",\"advice\":\"enable"
                + " it\"}}]}"));

    CliRun run = CliRun.of(coordinator.environment(), "job", "watch", "j-1");

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).contains("b: KEY_DISABLED: key k (enable it)");
  }

  @Test
  void anOutageIsToldOnceAndSoIsItsEnd() throws Exception {
    coordinator.replies.put("GET /v1/regions", new FakeCoordinator.Reply(200, "{}"));
    ClientSettings settings = ClientSettings.find(coordinator.environment(), Optional.empty());
    List<String> notes = new CopyOnWriteArrayList<>();
    RestClient client = new RestClient(settings, Duration.ofMinutes(1), notes::add);
    coordinator.goAway();
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.get("/v1/regions", Map.of());
              } catch (IOException | InterruptedException e) {
                return e;
              }
            });
    while (notes.isEmpty()) {
      Thread.onSpinWait();
    }
    coordinator.comeBack();

    assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOf(JsonNode.class);
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0)).contains("cannot reach " + coordinator.endpoint(), "trying again");
    assertThat(notes.get(1)).startsWith(coordinator.endpoint()).endsWith("is back");
  }

  @Test
  void waitingOutlivesTheCoordinatorsRestart() throws Exception {
    coordinator.replies.put(
        "POST /v1/jobs", new FakeCoordinator.Reply(202, "{\"jobId\":\"j-1\",\"targets\":[]}"));
    coordinator.replies.put(
        "GET /v1/jobs/j-1",
        new FakeCoordinator.Reply(200, "{\"state\":\"RUNNING\",\"targets\":[]}"));
    Map<String, String> environment = coordinator.environment();
    CompletableFuture<CliRun> run =
        CompletableFuture.supplyAsync(
            () ->
                CliRun.of(
                    environment, "image", "copy", "m-1", "--region", "a", "--to", "b", "--wait"));
    while (coordinator.seen.size() < 3) {
      Thread.onSpinWait();
    }

    coordinator.goAway();
    coordinator.replies.put(
        "GET /v1/jobs/j-1",
        new FakeCoordinator.Reply(200, "{\"state\":\"SUCCEEDED\",\"targets\":[]}"));
    coordinator.comeBack();

    assertThat(run.get(60, TimeUnit.SECONDS).exitCode()).isZero();
  }

  @Test
  void aClusterDirectoryNamesItsOwnEndpointAndKeys() throws IOException {
    StringBuilder file = new StringBuilder("# made by sealift up\n");
    coordinator
        .environment()
        .forEach((name, value) -> file.append(name).append('=').append(value).append('\n'));
    Files.writeString(directory.resolve("client.env"), file);
    coordinator.replies.put("GET /v1/regions", new FakeCoordinator.Reply(200, "{\"regions\":[]}"));
    Map<String, String> wrong = Map.of("SEALIFT_ENDPOINT", "http://127.0.0.1:1");

    assertThat(CliRun.of(wrong, "region", "list", "--dir", directory.toString()).exitCode())
        .isZero();
    assertThat(CliRun.of(Map.of("SEALIFT_DIR", directory.toString()), "region", "list").exitCode())
        .isZero();
    assertThat(CliRun.of(wrong, "region", "list").exitCode()).isEqualTo(2);
    CliRun missing =
        CliRun.of(Map.of(), "region", "list", "--dir", directory.resolve("no").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("client.env");
  }

  @Test
  void aSignedRequestIsALineForTheConsoleProducer() {
    String request =
        "{ \"version\": 1, \"requestToken\": \"t-1\", \"region\": \"a\", \"imageId\": \"m-1\",\n"
            + " \"targets\": [{\"region\": \"b\"}] }";

    CliRun run =
        CliRun.withInput(coordinator.environment(), request, "request", "sign", "--with-key");
    CliRun refused =
        CliRun.withInput(coordinator.environment(), "{\"version\":2}", "request", "sign");

    assertThat(run.exitCode()).as(run.err()).isZero();
    String[] parts = run.out().strip().split("\t", -1);
    assertThat(parts).hasSize(3);
    assertThat(parts[1]).isEqualTo("t-1");
    String[] headers = parts[0].split(",", -1);
    String date = headers[1].substring("sealift-date:".length());
    assertThat(headers[0]).isEqualTo("sealift-access-key-id:AKtest");
    assertThat(headers[2])
        .isEqualTo(
            "sealift-signature:"
                + RecordSignature.sign(
                    FakeCoordinator.KEY.secret(),
                    "sealift.copy-requests",
                    "AKtest",
                    date,
                    parts[2].getBytes(StandardCharsets.UTF_8)));
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("version");
  }
}
