package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.catalog.DiskIds;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which snapshots {@code DescribeSnapshots} is asked for: those that pass every test. */
final class SnapshotFilter {
  private static final int MAX_IDS = 100;

  private interface Test {
    boolean passes(ClusterState state, Snapshot snapshot);
  }

  private final List<Test> tests = new ArrayList<>();
  private final List<String> ids;

  private SnapshotFilter(List<String> ids) {
    this.ids = List.copyOf(ids);
  }

  static SnapshotFilter of(RpcParameters given, RegionId region, AccountId viewer) {
    SnapshotFilter filter = new SnapshotFilter(ids(given));
    filter.tests.add((state, snapshot) -> snapshot.region().equals(region));
    filter.tests.add((state, snapshot) -> snapshot.account().equals(viewer));
    filter.names(given);
    filter.kinds(given);
    filter.times(given);
    Map<String, String> tags = EcsServices.wantedTags(given);
    filter.tests.add(
        (state, snapshot) ->
            EcsServices.hasTags(SnapshotProfile.of(state, snapshot.snapshotId()).tags(), tags));
    return filter;
  }

  /** The snapshots that pass. No others are looked at where some are asked for by their ids. */
  Stream<Snapshot> snapshots(ClusterState state) {
    Stream<Snapshot> candidates =
        ids.isEmpty()
            ? state.all(Snapshot.class, Snapshot.KIND).stream()
            : ids.stream()
                .distinct()
                .flatMap(id -> state.find(Snapshot.class, Snapshot.KIND + id).stream());
    return candidates.filter(
        snapshot -> tests.stream().allMatch(test -> test.passes(state, snapshot)));
  }

  private static List<String> ids(RpcParameters given) {
    List<String> ids =
        given.jsonList(
            "SnapshotIds",
            new RpcException(
                403,
                "InvalidSnapshotIds.Malformed",
                "The specified SnapshotIds are wrongly formed."));
    if (ids.size() > MAX_IDS) {
      throw new RpcException(
          403, "InvalidSnapshotIds.Malformed", "The amount of specified SnapshotIds exceeds 100.");
    }
    return ids;
  }

  private void names(RpcParameters given) {
    given
        .text("SnapshotName")
        .ifPresent(name -> tests.add((state, snapshot) -> snapshot.name().equals(name)));
    given
        .text("KMSKeyId")
        .ifPresent(
            key -> tests.add((state, snapshot) -> snapshot.keyReference().value().equals(key)));
    given
        .text("ResourceGroupId")
        .ifPresent(
            group ->
                tests.add(
                    (state, snapshot) ->
                        SnapshotProfile.of(state, snapshot.snapshotId())
                            .resourceGroup()
                            .equals(Optional.of(group))));
    given
        .text("DiskId")
        .ifPresent(
            disk ->
                tests.add(
                    (state, snapshot) -> DiskIds.of(state, snapshot).equals(Optional.of(disk))));
    given.text("InstanceId").ifPresent(id -> tests.add((state, snapshot) -> false));
  }

  private void kinds(RpcParameters given) {
    given
        .oneOf(
            "Status",
            notFound("InvalidStatus.NotFound"),
            "progressing",
            "accomplished",
            "failed",
            "all")
        .filter(status -> !status.equals("all"))
        .ifPresent(
            status ->
                tests.add((state, snapshot) -> SnapshotFields.status(snapshot).equals(status)));
    given
        .oneOf("SnapshotType", notFound("InvalidSnapshotType.NotFound"), "auto", "user", "all")
        .filter(type -> type.equals("auto"))
        .ifPresent(auto -> tests.add((state, snapshot) -> false));
    given
        .oneOf("SourceDiskType", notFound("InvalidSourceDiskType"), "system", "data")
        .ifPresent(
            type ->
                tests.add(
                    (state, snapshot) -> SnapshotFields.diskType(state, snapshot).equals(type)));
    given
        .oneOf("Usage", notFound("InvalidUsage"), "image", "disk", "image_disk", "none")
        .ifPresent(
            usage ->
                tests.add(
                    (state, snapshot) -> SnapshotFields.usage(state, snapshot).equals(usage)));
    given
        .flag("Encrypted")
        .filter(wanted -> wanted)
        .ifPresent(wanted -> tests.add((state, snapshot) -> SnapshotActions.isEncrypted(snapshot)));
    given
        .oneOf(
            "Category",
            new RpcException(
                403, "InvalidSnapshotCategory.Malformed", "The specified Category is invalid."),
            "Standard",
            "standard",
            "Flash",
            "flash",
            "archive")
        .filter(category -> !category.equalsIgnoreCase("standard"))
        .ifPresent(category -> tests.add((state, snapshot) -> false));
  }

  private void times(RpcParameters given) {
    for (RpcParameters filter : given.objects("Filter")) {
      String value = filter.text("Value").orElse("");
      switch (filter.text("Key").orElse("")) {
        case "CreationStartTime" -> {
          Instant from = time(value);
          tests.add((state, snapshot) -> !snapshot.createdAt().isBefore(from));
        }
        case "CreationEndTime" -> {
          Instant to = time(value);
          tests.add((state, snapshot) -> !snapshot.createdAt().isAfter(to));
        }
        default -> throw notFound("InvalidFilterKey.NotFound");
      }
    }
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text.replaceFirst("^(.{16})Z$", "$1:00Z"));
    } catch (DateTimeParseException e) {
      throw notFound("InvalidFilterValue");
    }
  }

  private static RpcException notFound(String code) {
    return new RpcException(404, code, "The specified value is not valid.");
  }

  static Optional<Image> imageOf(ClusterState state, Snapshot snapshot) {
    return state.images().madeOf(snapshot.snapshotId()).stream()
        .findFirst()
        .flatMap(id -> state.find(Image.class, Image.KIND + id));
  }
}
