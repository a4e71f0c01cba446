package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageIndex;
import io.sealift.coordinator.state.ImageIndex.Relation;
import io.sealift.coordinator.state.ImageIndex.Stage;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which images {@code DescribeImages} is asked for: those that the account sees for these reasons
 * and at these stages, which are lists that are there already, and that pass every test.
 */
final class ImageFilter {
  private static final Set<String> OWNERS = Set.of("system", "self", "others", "marketplace");
  private static final Set<String> STATUSES =
      Set.of(
          "Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated", "ALL");
  private static final Set<Stage> USABLE = EnumSet.of(Stage.AVAILABLE, Stage.DEPRECATED);

  private interface Test {
    boolean passes(ClusterState state, Image image);
  }

  private final AccountId viewer;
  private final RegionId region;
  private final List<String> ids;
  private final Set<Relation> relations = EnumSet.allOf(Relation.class);
  private final Set<Stage> stages = EnumSet.allOf(Stage.class);
  private final List<Test> tests = new ArrayList<>();

  private ImageFilter(AccountId viewer, RegionId region, List<String> ids) {
    this.viewer = viewer;
    this.region = region;
    this.ids = List.copyOf(ids);
  }

  static ImageFilter of(RpcParameters given, RegionId region, AccountId viewer) {
    ImageFilter filter = new ImageFilter(viewer, region, given.commaList("ImageId"));
    filter.owners(given);
    filter.status(given);
    filter.names(given);
    filter.traits(given);
    filter.times(given);
    Map<String, String> tags = EcsServices.wantedTags(given);
    if (!tags.isEmpty()) {
      filter.tests.add((state, image) -> EcsServices.hasTags(image.attributes().tags(), tags));
    }
    return filter;
  }

  /**
   * The images that pass, the newest first. Nobody's images are looked at who asks for some by
   * their ids, or for all; the list must not leave the read.
   */
  List<Image> images(ClusterState state) {
    if (!ids.isEmpty()) {
      return ids.stream()
          .distinct()
          .flatMap(id -> state.find(Image.class, Image.KIND + id).stream())
          .filter(image -> isSeen(state, image) && passes(state, image))
          .sorted(ImageIndex.NEWEST_FIRST)
          .toList();
    }
    List<Image> seen = state.images().seenBy(viewer, region, relations, stages);
    return tests.isEmpty() ? seen : seen.stream().filter(image -> passes(state, image)).toList();
  }

  private boolean isSeen(ClusterState state, Image image) {
    return image.region().equals(region)
        && stages.contains(Stage.of(state, image))
        && (image.account().equals(viewer)
            ? relations.contains(Relation.OWN)
            : relations.contains(Relation.SHARED)
                && ImageProfile.of(state, image.imageId()).isSharedWith(viewer));
  }

  private boolean passes(ClusterState state, Image image) {
    return tests.stream().allMatch(test -> test.passes(state, image));
  }

  private void owners(RpcParameters given) {
    Optional<String> alias = given.text("ImageOwnerAlias");
    if (alias.isPresent() && !OWNERS.contains(alias.get())) {
      throw new RpcException(
          400,
          "InvalidImageOwnerAlias.ValueNotSupported",
          "The specified ImageOwnerAlias is not supported.");
    }
    boolean asksForPublic = given.flag("IsPublic").orElse(false);
    if (asksForPublic && !alias.equals(Optional.of("others"))) {
      throw new RpcException(
          400,
          "InvalidImageOwnerAlias.PublicImageUnsupported",
          "Public images are asked for with ImageOwnerAlias others.");
    }
    Optional<String> ownerId = given.text("ImageOwnerId");
    if (ownerId.isPresent() && !alias.equals(Optional.of("others"))) {
      throw new RpcException(
          400,
          "InvalidOperation.ImageOwnerIdUnsupported",
          "ImageOwnerId is asked for with ImageOwnerAlias others.");
    }
    if (alias.isPresent()) {
      relations.clear();
      if (alias.get().equals("self")) {
        relations.add(Relation.OWN);
      } else if (alias.get().equals("others") && !asksForPublic) {
        relations.add(Relation.SHARED);
      }
    }
    ownerId.ifPresent(
        number ->
            tests.add(
                (state, image) ->
                    Long.toString(AccountNumber.of(image.account())).equals(number)
                        || image.account().value().equals(number)));
  }

  private void status(RpcParameters given) {
    Optional<Boolean> usable = given.flag("Usable");
    List<String> wanted = new ArrayList<>(given.commaList("Status"));
    if (!STATUSES.containsAll(wanted) || (wanted.contains("ALL") && wanted.size() > 1)) {
      throw new RpcException(400, "InvalidParamter", "The specified Status is not valid.");
    }
    if (wanted.isEmpty() && usable.isEmpty()) {
      wanted.add("Available");
    }
    if (!wanted.isEmpty() && !wanted.contains("ALL")) {
      stages.removeIf(stage -> !wanted.contains(ImageFields.status(stage)));
    }
    usable.ifPresent(value -> stages.removeIf(stage -> USABLE.contains(stage) != value));
  }

  private void names(RpcParameters given) {
    given
        .text("ImageName")
        .ifPresent(part -> tests.add((state, image) -> image.attributes().name().contains(part)));
    given
        .text("SnapshotId")
        .ifPresent(
            id ->
                tests.add(
                    (state, image) ->
                        image.snapshots().stream().anyMatch(own -> own.value().equals(id))));
    given
        .text("ResourceGroupId")
        .ifPresent(
            group ->
                tests.add(
                    (state, image) ->
                        image.attributes().resourceGroup().equals(Optional.of(group))));
  }

  private void traits(RpcParameters given) {
    given
        .text("ImageFamily")
        .ifPresent(family -> trait(traits -> traits.family().equals(Optional.of(family))));
    given
        .oneOf("OSType", notFound("InvalidOSType"), "windows", "linux")
        .ifPresent(type -> trait(traits -> traits.osType().orElse("linux").equals(type)));
    given
        .oneOf("Architecture", notFound("InvalidArchitecture"), "i386", "x86_64", "arm64")
        .ifPresent(
            wanted -> trait(traits -> traits.architecture().orElse("x86_64").equals(wanted)));
    given
        .oneOf("Usage", notFound("InvalidUsage"), "instance", "none")
        .ifPresent(usage -> tests.add((state, image) -> usage.equals("none")));
    given.flag("IsSupportIoOptimized").ifPresent(wanted -> tests.add((state, image) -> wanted));
    given.flag("IsSupportCloudinit").ifPresent(wanted -> tests.add((state, image) -> !wanted));
  }

  private interface TraitTest {
    boolean passes(Traits traits);
  }

  private void trait(TraitTest test) {
    tests.add((state, image) -> test.passes(ImageProfile.of(state, image.imageId()).traits()));
  }

  private void times(RpcParameters given) {
    for (RpcParameters filter : given.objects("Filter")) {
      String value = filter.text("Value").orElse("");
      switch (filter.text("Key").orElse("")) {
        case "CreationStartTime" -> {
          Instant from = time(value);
          tests.add((state, image) -> !image.createdAt().isBefore(from));
        }
        case "CreationEndTime" -> {
          Instant to = time(value);
          tests.add((state, image) -> !image.createdAt().isAfter(to));
        }
        case "NetworkType" -> {
          if (!value.equals("vpc") && !value.equals("classic")) {
            throw new RpcException(
                400, "InvalidFilterValue.NetworkType", "The specified filter value is invalid.");
          }
        }
        case "CpuOnlineUpgrade",
            "CpuOnlineDowngrade",
            "MemoryOnlineUpgrade",
            "MemoryOnlineDowngrade" -> {
          if (!value.equals("supported") && !value.equals("unsupported")) {
            throw notFound("InvalidFilterValue");
          }
          // There are no instances here that could be changed while they run.
          tests.add((state, image) -> value.equals("unsupported"));
        }
        default ->
            throw new RpcException(
                404, "InvalidFilterKey.NotFound", "The specified filter key is not found.");
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
}
