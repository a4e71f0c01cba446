package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.ALICE;
import static io.sealift.coordinator.api.TestCluster.EAST;
import static io.sealift.coordinator.api.TestCluster.NOW;
import static io.sealift.coordinator.api.TestCluster.WEST;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sealift.coordinator.api.ecs.EcsServices;
import io.sealift.coordinator.api.kms.KmsServices;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Support;
import io.sealift.coordinator.api.rpc.RpcAction;
import io.sealift.coordinator.api.rpc.RpcCommands;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.KeyAlias;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.ResourceGroup;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.TargetState;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.OperationWatch;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RandomIdSource;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A cluster in which every action has something to do, and a request of each that does it. */
final class GoodRequests {
  private static final Set<String> BY_AN_AGENT =
      Set.of(
          "ImportImage",
          "ExportImage",
          "Encrypt",
          "Decrypt",
          "ReEncrypt",
          "GenerateDataKey",
          "GenerateDataKeyWithoutPlaintext");

  private static final String BLOB =
      Base64.getEncoder().encodeToString("sealift.1.key-1.1.AAAA".getBytes(US_ASCII));

  private GoodRequests() {}

  /** Every action that is served. */
  static Stream<ActionSpec> actions() {
    ClusterView view = new ClusterView();
    RpcCommands commands =
        new RpcCommands(
            (account, trace, command) ->
                CompletableFuture.failedFuture(new IllegalStateException()),
            Runnable::run);
    EcsServices ecs =
        new EcsServices(
            view,
            commands,
            new ProgressAggregator(),
            new LiveAgents(),
            CatalogPolicy.defaults(Set.of()),
            new RandomIdSource(),
            (region, inspection, trace) ->
                CompletableFuture.failedFuture(new IllegalStateException()));
    KmsServices kms =
        new KmsServices(
            view,
            commands,
            new OperationWatch(view),
            (region, use, trace) -> CompletableFuture.failedFuture(new IllegalStateException()),
            Set.of());
    return ApiActions.of(ecs, kms).all().stream()
        .map(RpcAction::spec)
        .filter(spec -> spec.support() == Support.SERVED);
  }

  /** Whether an agent would have to be asked; there is none here. */
  static boolean needsAnAgent(String action) {
    return BY_AN_AGENT.contains(action);
  }

  static void seed(TestCluster cluster) {
    cluster.image("1", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, "web");
    cluster.put(
        cluster.snapshot("s-alone", ALICE, KeyReference.STORAGE, Snapshot.Status.AVAILABLE));
    cluster.job(
        "j-made",
        ALICE,
        CopyJob.Kind.IMPORT,
        CopyJob.State.SUCCEEDED,
        new TargetState.Available(NOW));
    cluster.job(
        "j-runs", ALICE, CopyJob.Kind.COPY, CopyJob.State.RUNNING, new TargetState.Creating(NOW));
    cluster.put(copied(cluster.image("runs", ALICE, Image.Status.CREATING, KeyReference.STORAGE)));
    cluster.job(
        "j-reads",
        ALICE,
        CopyJob.Kind.IMPORT,
        CopyJob.State.RUNNING,
        new TargetState.Creating(NOW));
    cluster.image("reads", ALICE, Image.Status.CREATING, KeyReference.STORAGE, "reads");
    cluster.key("key-1", Optional.of(ALICE));
    cluster.put(new RegionKey(goingKey()));
    cluster.put(new KeyAlias(EAST, ALICE, "alias/old", new KeyId("key-1")));
    cluster.put(new ResourceGroup(ALICE, "rg-1", "web", NOW));
    cluster.put(
        new Stack(
            "stack-1",
            ALICE,
            EAST,
            "old",
            new CopyJobId("j-made"),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOW));
  }

  private static Image copied(Image image) {
    return new Image(
        image.imageId(),
        image.region(),
        image.account(),
        image.attributes(),
        image.status(),
        image.keyReference(),
        image.snapshots(),
        image.jobId(),
        Optional.of(new Image.Source(WEST, new ImageId("m-source"))),
        image.createdAt());
  }

  private static KeyDescription goingKey() {
    return new KeyDescription(
        new KeyId("key-2"),
        EAST,
        Optional.of(ALICE),
        KeyState.PENDING_DELETION,
        1,
        "",
        NOW,
        Optional.of(NOW.plusSeconds(1_000_000)),
        Optional.empty());
  }

  static Map<String, String> of(String action) {
    Map<String, String> all = new TreeMap<>();
    put(all, query(action));
    return all;
  }

  private static String query(String action) {
    return switch (action) {
      case "CopyImage" ->
          "RegionId=east&ImageId=m-1&DestinationRegionId=west&DestinationImageName=copy";
      case "CopySnapshot" ->
          "RegionId=east&SnapshotId=s-alone&DestinationRegionId=west"
              + "&DestinationSnapshotName=copy&DestinationSnapshotDescription=copy";
      case "CancelCopyImage" -> "RegionId=east&ImageId=m-runs";
      case "CancelTask", "DescribeTaskAttribute" -> "RegionId=east&TaskId=t-reads";
      case "CreateImage" -> "RegionId=east&SnapshotId=s-alone&ImageName=made";
      case "CreateSnapshot" -> "RegionId=east&DiskId=d-alone";
      case "DeleteSnapshot" -> "RegionId=east&SnapshotId=s-alone";
      case "ImportImage" ->
          "RegionId=east&DiskDeviceMapping.1.OSSBucket=disks"
              + "&DiskDeviceMapping.1.OSSObject=a.raw";
      case "ExportImage" -> "RegionId=east&ImageId=m-1&OSSBucket=disks";
      case "DescribeImageFromFamily" -> "RegionId=east&ImageFamily=web";
      case "DescribeImages",
          "DescribeSnapshots",
          "DescribeTasks",
          "ListKeys",
          "ListAliases",
          "CreateKey" ->
          "RegionId=east";
      case "DescribeImageSharePermission", "DeleteImage", "ModifyImageAttribute" ->
          "RegionId=east&ImageId=m-1";
      case "ModifyImageSharePermission" -> "RegionId=east&ImageId=m-1&AddAccount.1=bob";
      case "TagResources" ->
          "RegionId=east&ResourceType=image&ResourceId.1=m-1&Tag.1.Key=a&Tag.1.Value=b";
      case "UntagResources" -> "RegionId=east&ResourceType=image&ResourceId.1=m-1&TagKey.1=k";
      case "ListTagResources" -> "RegionId=east&ResourceType=image&ResourceId.1=m-1";
      case "JoinResourceGroup" ->
          "RegionId=east&ResourceType=image&ResourceId=m-1&ResourceGroupId=rg-1";
      case "CreateAlias" -> "AliasName=alias/new&KeyId=key-1";
      case "UpdateAlias" -> "AliasName=alias/old&KeyId=key-1";
      case "DeleteAlias" -> "RegionId=east&AliasName=alias/old";
      case "TagResource" -> "KeyId=key-1&Tags=[{\"TagKey\":\"a\",\"TagValue\":\"b\"}]";
      case "UntagResource" -> "KeyId=key-1&TagKeys=[\"a\"]";
      case "ScheduleKeyDeletion" -> "KeyId=key-1&PendingWindowInDays=7";
      case "UpdateKeyDescription" -> "KeyId=key-1&Description=a";
      case "UpdateRotationPolicy" -> "KeyId=key-1&EnableAutomaticRotation=false";
      case "DescribeKeyVersion" ->
          "KeyId=key-1&KeyVersionId=" + UUID.nameUUIDFromBytes("key-1/1".getBytes(US_ASCII));
      case "CancelKeyDeletion" -> "KeyId=key-2";
      case "Encrypt" -> "RegionId=east&KeyId=key-1&Plaintext=AAAA";
      case "Decrypt" -> "RegionId=east&CiphertextBlob=" + BLOB;
      case "ReEncrypt" -> "RegionId=east&DestinationKeyId=key-1&CiphertextBlob=" + BLOB;
      case "GetStack", "ListStackResources", "DeleteStack" -> "RegionId=east&StackId=stack-1";
      case "ListStacks" -> "RegionId=east";
      case "CreateStack" ->
          "RegionId=east&StackName=new&TemplateId=copy-images"
              + "&Parameters.1.ParameterKey=ImageId&Parameters.1.ParameterValue=m-1"
              + "&Parameters.2.ParameterKey=DestinationImageName"
              + "&Parameters.2.ParameterValue=copy"
              + "&Parameters.3.ParameterKey=Destinations"
              + "&Parameters.3.ParameterValue=[{\"DestinationRegionId\":\"west\"}]";
      case "DescribeRegions" -> "";
      default -> "KeyId=key-1";
    };
  }

  private static void put(Map<String, String> all, String query) {
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        all.put(parts[0], parts[1]);
      }
    }
  }
}
