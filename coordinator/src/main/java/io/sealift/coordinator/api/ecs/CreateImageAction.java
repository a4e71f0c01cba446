package io.sealift.coordinator.api.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.catalog.CreateImageRules;
import io.sealift.coordinator.command.CatalogCommand.CreateImage;
import io.sealift.coordinator.command.CatalogCommand.CreateImageRequest;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.coordinator.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code CreateImage}: of one snapshot, or of a snapshot for each disk. */
final class CreateImageAction {
  private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern DEVICE = Pattern.compile("/dev/xvd[a-z]");
  private final EcsServices services;

  CreateImageAction(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "CreateImage", Access.CHANGE)
            .required("RegionId")
            .honoured(
                "SnapshotId",
                "DiskDeviceMapping.N.SnapshotId",
                "DiskDeviceMapping.N.Device",
                "DiskDeviceMapping.N.DiskType",
                "DiskDeviceMapping.N.Size",
                "ImageName",
                "Description",
                "ImageFamily",
                "ImageVersion",
                "Platform",
                "Architecture",
                "BootMode",
                "ResourceGroupId",
                "Features.ImdsSupport",
                "Tag.N.Key",
                "Tag.N.Value",
                "Tag.N.key",
                "Tag.N.value",
                "ClientToken",
                "DryRun")
            .refused(
                "InstanceId",
                404,
                "InvalidInstanceId.NotFound",
                "The specified InstanceId does not exist.")
            .unsupported("DetectionStrategy"),
        this::create);
  }

  private CompletionStage<ObjectNode> create(RpcCall call) {
    RpcParameters given = call.parameters();
    String token = given.text("ClientToken").orElseGet(() -> "rpc-" + services.ids().next());
    CopyImageActions.requireToken(token);
    CreateImageRequest request =
        new CreateImageRequest(
            given.required("RegionId"),
            snapshots(call),
            given.text("ImageName"),
            given.text("Description"),
            given.text("ResourceGroupId"),
            EcsServices.tags(given),
            traits(given),
            token);
    if (given.flag("DryRun").orElse(false)) {
      throw services.dryRun(
          state ->
              CreateImageRules.create(
                  state, services.policy(), call.account(), request, call.now()));
    }
    return services
        .commands()
        .send(call, new CreateImage(request), id -> new Fields().put("ImageId", id).node());
  }

  /** The snapshots, that of the system disk first. */
  private List<String> snapshots(RpcCall call) {
    RpcParameters given = call.parameters();
    List<RpcParameters> mappings = given.objects("DiskDeviceMapping");
    if (mappings.isEmpty()) {
      return List.of(
          given
              .text("SnapshotId")
              .orElseThrow(
                  () -> RpcException.missing("SnapshotId or InstanceId or DiskDeviceMapping")));
    }
    List<String> system = new ArrayList<>();
    List<String> data = new ArrayList<>();
    for (RpcParameters mapping : mappings) {
      String device = mapping.text("Device").orElse("");
      if (!device.isEmpty() && !DEVICE.matcher(device).matches()) {
        throw new RpcException(
            400, "InvalidDevice.Malformed", "The specified device is not valid.");
      }
      String type =
          mapping
              .oneOf(
                  "DiskType",
                  new RpcException(
                      400, "InvalidDiskType.ValueNotSupported", "DiskType is system or data."),
                  "system",
                  "data")
              .orElse(device.equals("/dev/xvda") || system.isEmpty() ? "system" : "data");
      Optional<String> size = mapping.text("Size");
      if (size.isPresent() && !SIZE.matcher(size.get()).matches()) {
        throw noSize();
      }
      String snapshotId = mapping.required("SnapshotId");
      size.ifPresent(gibibytes -> requireSize(call, snapshotId, gibibytes));
      (type.equals("system") ? system : data).add(snapshotId);
    }
    if (system.size() != 1) {
      throw new RpcException(
          403, "InvalidSystemSnapshot.Missing", "An image has exactly one system disk.");
    }
    system.addAll(data);
    return system;
  }

  // A disk is as large as its snapshot; one that is not there is the rules' to refuse.
  private void requireSize(RpcCall call, String snapshotId, String gibibytes) {
    Optional<String> own =
        services
            .view()
            .read(state -> state.find(Snapshot.class, Snapshot.KIND + snapshotId))
            .filter(snapshot -> snapshot.account().equals(call.account()))
            .map(snapshot -> ImageFields.gibibytes(snapshot.geometry().sizeBytes()))
            .map(String::valueOf);
    if (own.isPresent() && !own.get().equals(gibibytes)) {
      throw noSize();
    }
  }

  private static RpcException noSize() {
    return new RpcException(
        400, "InvalidSize.ValueNotSupported", "The specified Size is not that of the snapshot.");
  }

  private static Traits traits(RpcParameters given) {
    return new Traits(
        given.text("ImageFamily"),
        given.text("Platform"),
        given.text("Platform").map(platform -> platform.startsWith("Win") ? "windows" : "linux"),
        given.oneOf(
            "Architecture",
            new RpcException(
                400, "InvalidArchitecture.Malformed", "The specified Architecture is not valid."),
            "i386",
            "x86_64",
            "arm64"),
        given.oneOf(
            "BootMode",
            new RpcException(
                400, "InvalidBootMode.NotSupport", "The specified BootMode is not valid."),
            "BIOS",
            "UEFI",
            "UEFI-Preferred"),
        Optional.empty(),
        Optional.empty(),
        given.oneOf(
            "Features.ImdsSupport",
            new RpcException(
                400,
                "InvalidParameter.FeaturesImdsSupport",
                "The specified Features.ImdsSupport is not valid."),
            "v1",
            "v2"),
        given.text("ImageVersion"));
  }
}
