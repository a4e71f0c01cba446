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
import io.sealift.coordinator.catalog.ExportImageRules;
import io.sealift.coordinator.catalog.ImportImageRules;
import io.sealift.coordinator.command.FileCommand.ExportImage;
import io.sealift.coordinator.command.FileCommand.ExportImageRequest;
import io.sealift.coordinator.command.FileCommand.ImportImage;
import io.sealift.coordinator.command.FileCommand.ImportImageRequest;
import io.sealift.coordinator.state.AcceptedRequest;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.FileInspection;
import io.sealift.protocol.FoundFile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code ImportImage} and {@code ExportImage}: from and to a region's exchange directory. */
final class FileActions {
  // There are no roles here but those that the service has by itself; they are the defaults.
  private static final String IMPORT_ROLE = "AliyunECSImageImportDefaultRole";
  private static final String EXPORT_ROLE = "AliyunECSImageExportDefaultRole";
  private final EcsServices services;

  FileActions(EcsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(
        ActionSpec.of(Product.ECS, "ImportImage", Access.CHANGE)
            .required("RegionId")
            .honoured(
                "DiskDeviceMapping.N.OSSBucket",
                "DiskDeviceMapping.N.OSSObject",
                "DiskDeviceMapping.N.Format",
                "DiskDeviceMapping.N.DiskImageSize",
                "DiskDeviceMapping.N.DiskImSize",
                "ImageName",
                "Description",
                "Architecture",
                "OSType",
                "Platform",
                "BootMode",
                "LicenseType",
                "RoleName",
                "ResourceGroupId",
                "Tag.N.Key",
                "Tag.N.Value",
                "Tag.N.key",
                "Tag.N.value",
                "Features.NvmeSupport",
                "Features.ImdsSupport",
                "ClientToken",
                "DryRun")
            .ignored("DiskDeviceMapping.N.Device", "the disks' order decides, as documented")
            .refused(
                "DetectionStrategy",
                400,
                "InvalidParameter.DetectionStrategy",
                "The specified DetectionStrategy is not valid.")
            .unsupported("StorageLocationArn"),
        this::importImage);
    actions.add(
        ActionSpec.of(Product.ECS, "ExportImage", Access.CHANGE)
            .required("RegionId", "ImageId", "OSSBucket")
            .honoured("OSSPrefix", "ImageFormat", "RoleName", "DryRun"),
        this::export);
  }

  private RegionId region(RpcParameters given) {
    return services.region(given, 400);
  }

  private static void requireRole(RpcParameters given, String role) {
    given.oneOf(
        "RoleName",
        new RpcException(
            403,
            "NoSetRoletoECSServiceAcount",
            "ECS service account Have no right to access your OSS.please attach a role of access"
                + " your oss to ECS service account."),
        role);
  }

  private CompletionStage<ObjectNode> importImage(RpcCall call) {
    RpcParameters given = call.parameters();
    RegionId region = region(given);
    requireRole(given, IMPORT_ROLE);
    String token = given.text("ClientToken").orElseGet(() -> "rpc-" + services.ids().next());
    CopyImageActions.requireToken(token);
    ImportImageRequest request =
        new ImportImageRequest(
            region.value(),
            ImportedFiles.of(call.account(), given),
            given.text("ImageName"),
            given.text("Description"),
            given.text("ResourceGroupId"),
            ImportedFiles.tags(given),
            ImportedFiles.traits(given),
            token);
    services
        .refusal(state -> ImportImageRules.requireWellFormed(services.policy(), request))
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    boolean dryRun = given.flag("DryRun").orElse(false);
    return found(call, region, request)
        .thenCompose(
            found -> {
              if (dryRun) {
                throw dryRun(call, request, found);
              }
              return services
                  .commands()
                  .send(
                      call,
                      new ImportImage(request, found),
                      jobId -> imported(region, new CopyJobId(jobId)));
            });
  }

  /** The files as they lie there; whoever repeats a request need not have kept them. */
  private CompletionStage<List<FoundFile>> found(
      RpcCall call, RegionId region, ImportImageRequest request) {
    String accepted = AcceptedRequest.key(call.account(), new RequestToken(request.token()));
    if (services.view().read(state -> state.find(accepted)).isPresent()) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<ExchangeFile> wanted = request.files();
    return services
        .files()
        .ask(
            region,
            new FileInspection(call.account(), Optional.empty(), Optional.empty(), wanted),
            call.trace())
        .thenApply(
            result -> {
              if (result.problem().isPresent()) {
                throw ImportedFiles.refusal(result.problem().get());
              }
              return result.files();
            });
  }

  private RpcException dryRun(RpcCall call, ImportImageRequest request, List<FoundFile> found) {
    return services
        .refusal(
            state ->
                ImportImageRules.check(state, services.policy(), call.account(), request, found))
        .orElseGet(
            () ->
                new RpcException(
                    400, "DRYRUN.SUCCESS", "This request is a dryrun request, and would succeed."));
  }

  private ObjectNode imported(RegionId region, CopyJobId jobId) {
    String imageId =
        services
            .view()
            .read(
                state ->
                    state
                        .find(TargetCopy.class, TargetCopy.KIND + new TargetId(jobId, region))
                        .flatMap(TargetCopy::imageId))
            .orElseThrow()
            .value();
    return new Fields()
        .put("ImageId", imageId)
        .put("TaskId", EcsTask.idOf(jobId))
        .put("RegionId", region.value())
        .node();
  }

  private CompletionStage<ObjectNode> export(RpcCall call) {
    RpcParameters given = call.parameters();
    RegionId region = region(given);
    requireRole(given, EXPORT_ROLE);
    ExportImageRequest request =
        new ExportImageRequest(
            region.value(),
            given.required("ImageId"),
            given.required("OSSBucket"),
            given.text("OSSPrefix"),
            ImportedFiles.exportFormat(given));
    services
        .refusal(state -> ExportImageRules.check(state, services.policy(), call.account(), request))
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    boolean dryRun = given.flag("DryRun").orElse(false);
    return services
        .files()
        .ask(
            region,
            new FileInspection(
                call.account(),
                Optional.of(request.bucket()),
                Optional.of(request.format()),
                List.of()),
            call.trace())
        .thenCompose(
            result -> {
              if (result.problem().isPresent()) {
                throw ImportedFiles.refusal(result.problem().get());
              }
              if (dryRun) {
                throw EcsServices.dryRunPassed();
              }
              return services
                  .commands()
                  .send(
                      call,
                      new ExportImage(request),
                      id ->
                          new Fields()
                              .put("TaskId", EcsTask.idOf(new CopyJobId(id)))
                              .put("RegionId", region.value())
                              .node());
            });
  }
}
