package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.ALICE;
import static io.sealift.coordinator.api.TestCluster.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Share;
import io.sealift.coordinator.state.ImageProfile.Standing;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What the real rules answer to requests of which one thing is wrong: status, code and message as
 * they are documented, and nothing written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocumentedErrorsTest {
  private static final Traits WITH_NEW_METADATA =
      new Traits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of("v2"),
          Optional.empty());

  private ApiFixture api;
  private RpcClient rpc;
  private DecidingEngine engine;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster);
    seed(api.cluster);
    engine = new DecidingEngine(api.view);
    api.engine.decides(engine);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private static void seed(TestCluster cluster) {
    cluster.image("sealed", ALICE, Image.Status.AVAILABLE, KeyReference.SERVICE, "sealed");
    Image old = cluster.image("old", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, "old");
    cluster.put(
        old.withAttributes(
            new Image.Attributes("old", Optional.empty(), Optional.of("rg-1"), Map.of())));
    cluster.put(new ImageProfile(old.imageId(), Standing.DEPRECATED, WITH_NEW_METADATA, List.of()));
    cluster.image("shared", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, "shared");
    cluster.put(ImageProfile.of(new ImageId("m-shared")).withShares(shares()));
    Image many = cluster.image("many", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, "many");
    cluster.put(withDisks(many, 6));
    cluster.put(new RegionKey(key("key-3", KeyState.DISABLED, 1)));
    cluster.put(new RegionKey(key("key-4", KeyState.ENABLED, KeyRotation.MAX_VERSIONS)));
    cluster.put(
        cluster.snapshot("s-making", ALICE, KeyReference.STORAGE, Snapshot.Status.CREATING));
    cluster.job(
        "j-made",
        ALICE,
        CopyJob.Kind.IMPORT,
        CopyJob.State.SUCCEEDED,
        new TargetState.Available(NOW));
  }

  private static KeyDescription key(String id, KeyState state, int version) {
    return new KeyDescription(
        new KeyId(id),
        TestCluster.EAST,
        Optional.of(ALICE),
        state,
        version,
        "",
        NOW,
        Optional.empty(),
        Optional.empty());
  }

  private static List<Share> shares() {
    return IntStream.range(0, 50)
        .mapToObj(i -> new Share(new AccountId("friend" + i), NOW))
        .toList();
  }

  private static Image withDisks(Image image, int disks) {
    return new Image(
        image.imageId(),
        image.region(),
        image.account(),
        image.attributes(),
        image.status(),
        image.keyReference(),
        IntStream.range(0, disks).mapToObj(i -> new SnapshotId("s-many" + i)).toList(),
        image.jobId(),
        image.source(),
        image.createdAt());
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "documented-errors.txt",
      delimiter = '|',
      quoteCharacter = '\u0001',
      maxCharsPerColumn = 8192)
  void whatIsWrongIsToldAsDocumented(
      String action, String change, int status, String code, String message) throws Exception {
    Map<String, String> request = GoodRequests.of(action);
    for (String pair : change.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts[1].isEmpty()) {
        request.remove(parts[0]);
      } else {
        request.put(parts[0], parts[1]);
      }
    }
    Product product = productOf(action);
    Map<String, String> parameters =
        rpc.old(ApiFixture.ALICE_KEY, action, "Version", product.version());
    parameters.putAll(request);

    Reply reply = rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters));

    RpcClient.assertRefused(reply, status, code);
    assertThat(reply.json().path("Message").asText()).isEqualTo(message);
    assertThat(reply.json().path("HttpStatus").asInt())
        .isEqualTo(product == Product.KMS ? status : 0);
    assertThat(engine.takeBack()).isEmpty();
  }

  private static Product productOf(String action) {
    return GoodRequests.actions()
        .filter(spec -> spec.name().equals(action))
        .map(ActionSpec::product)
        .findFirst()
        .orElseThrow();
  }
}
