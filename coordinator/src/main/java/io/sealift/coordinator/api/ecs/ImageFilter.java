package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which images {@code DescribeImages} is asked for: those that pass every test. */
final class ImageFilter {
  private static final Set<String> OWNERS = Set.of("system", "self", "others", "marketplace");
  private static final Set<String> STATUSES =
      Set.of(
          "Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated", "ALL");

  private interface Test {
    boolean passes(ClusterState state, Image image);
  }

  private final AccountId viewer;
  private final List<String> ids;
  private final List<Test> tests = new ArrayList<>();

  private ImageFilter(AccountId viewer, List<String> ids) {
    this.viewer = viewer;
    this.ids = List.copyOf(ids);
  }

  static ImageFilter of(RpcParameters given, RegionId region, AccountId viewer) {
    ImageFilter filter = new ImageFilter(viewer, given.commaList("ImageId"));
    filter.tests.add((state, image) -> image.region().equals(region));
    filter.owners(given);
    filter.status(given);
    filter.names(given);
    filter.traits(given);
    filter.times(given);
    Map<String, String> tags = EcsServices.wantedTags(given);
    filter.tests.add((state, image) -> EcsServices.hasTags(image.attributes().tags(), tags));
    return filter;
  }

  /** The images that pass. Who polls for one by its id does not have all of them looked at. */
  Stream<Image> images(ClusterState state) {
    Stream<Image> candidates =
        ids.isEmpty()
            ? state.all(Image.class, Image.KIND).stream()
            : ids.stream()
                .distinct()
                .flatMap(id -> state.find(Image.class, Image.KIND + id).stream());
    return candidates.filter(image -> passes(state, image));
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
    tests.add(
        (state, image) ->
            image.account().equals(viewer)
                ? alias.isEmpty() || alias.get().equals("self")
                : (alias.isEmpty() || alias.get().equals("others"))
                    && ImageProfile.of(state, image.imageId()).isSharedWith(viewer));
    tests.add((state, image) -> !asksForPublic);
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
      tests.add((state, image) -> wanted.contains(ImageFields.status(state, image)));
    }
    usable.ifPresent(
        value -> tests.add((state, image) -> (image.status() == Image.Status.AVAILABLE) == value));
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
