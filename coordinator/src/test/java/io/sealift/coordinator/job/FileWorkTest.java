package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.catalog.DiskIds;
import io.sealift.coordinator.command.CatalogCommand.CreateSnapshot;
import io.sealift.coordinator.command.CatalogCommand.CreateSnapshotRequest;
import io.sealift.coordinator.command.CatalogCommand.RemoveImage;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.FileCommand.CancelTask;
import io.sealift.coordinator.command.FileCommand.ExportImage;
import io.sealift.coordinator.command.FileCommand.ExportImageRequest;
import io.sealift.coordinator.command.FileCommand.ImportImage;
import io.sealift.coordinator.command.FileCommand.ImportImageRequest;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.FoundFile;
import io.sealift.protocol.TargetDirective;
import io.sealift.protocol.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Imports from files, exports to files, and snapshots of imported disks. */
class FileWorkTest {
  private static final ExchangeFile FILE =
      new ExchangeFile(ACME, "disks", "web.raw", "raw", Optional.empty());
  private final TestCluster cluster = new TestCluster();
  private int tokens;

  private ImportImage importing(String name) {
    return importing(name, "import-" + ++tokens);
  }

  private static ImportImage importing(String name, String token) {
    return new ImportImage(
        new ImportImageRequest(
            NORTH.value(),
            List.of(FILE),
            Optional.of(name),
            Optional.empty(),
            Optional.empty(),
            Map.of("team", "web"),
            Traits.NONE,
            token),
        List.of(new FoundFile(FILE, 200L << 20, "1-1")));
  }

  private static ExportImage exporting(Image image, String format) {
    return new ExportImage(
        new ExportImageRequest(
            image.region().value(), image.imageId().value(), "disks", Optional.of("web"), format));
  }

  private void refused(AccountId account, Command command, int status, String code) {
    CommandOutcome outcome = cluster.command(account, command);
    assertThat(outcome.refusal().flatMap(CommandOutcome.Refusal::serviceError))
        .contains(new ServiceError(status, code));
  }

  private Operation operation(CopyJobId id) {
    return cluster.state.find(Operation.class, Operation.KIND + id).orElseThrow();
  }

  private Image imported(String name) {
    cluster.agents(NORTH, 2, 2);
    CopyJobId job = cluster.accepted(ACME, importing(name));
    cluster.work();
    return cluster.image(cluster.target(job, NORTH));
  }

  @Test
  void anImportReadsItsFilesAndEndsByItself() {
    cluster.agents(NORTH, 2, 2);
    CopyJobId job = cluster.accepted(ACME, importing("web"));
    refused(
        ACME,
        new RemoveImage(NORTH.value(), cluster.image(cluster.target(job, NORTH)).imageId().value()),
        403,
        "ImageIsImporting");

    cluster.work();

    Image image = cluster.image(cluster.target(job, NORTH));
    assertThat(cluster.job(job).state()).isEqualTo(CopyJob.State.SUCCEEDED);
    assertThat(image.status()).isEqualTo(Image.Status.AVAILABLE);
    assertThat(image.attributes().tags()).containsEntry("team", "web");
    assertThat(ImageProfile.of(cluster.state, image.imageId()).traits()).isEqualTo(Traits.NONE);
    assertThat(cluster.snapshot(cluster.target(job, NORTH)).geometry().sizeBytes())
        .isEqualTo(200L << 20);
  }

  @Test
  void theSameTokenImportsOnce() {
    CopyJobId first = cluster.accepted(ACME, importing("web", "token"));
    ImportImage again = importing("web", "token");

    assertThat(cluster.accepted(ACME, new ImportImage(again.request(), List.of())))
        .isEqualTo(first);
    refused(ACME, importing("other", "token"), 400, "IdempotentParameterMismatch");
    refused(ACME, importing("web"), 400, "InvalidImageName.Duplicated");
  }

  @Test
  void filesTakeAtMostHalfOfTheSlots() {
    cluster.agents(NORTH, 4, 4);
    for (int i = 0; i < 3; i++) {
      cluster.accepted(ACME, importing("web" + i));
      cluster.perform(cluster.take(TaskMessage.PrepareTarget.class));
    }

    assertThat(cluster.all(TaskMessage.ReadFiles.class)).hasSize(2);
    cluster.perform(cluster.take(TaskMessage.ReadFiles.class));
    assertThat(cluster.all(TaskMessage.ReadFiles.class)).hasSize(2);
  }

  @Test
  void aPausedImportGoesOnAndACancelledOneLeavesNothing() {
    cluster.agents(NORTH, 2, 2);
    CopyJobId job = cluster.accepted(ACME, importing("web"));
    cluster.perform(cluster.take(TaskMessage.PrepareTarget.class));
    TargetCopy target = cluster.target(job, NORTH);
    cluster.take(TaskMessage.ReadFiles.class);
    cluster.control(job, Command.Action.PAUSE);
    assertThat(cluster.all(TaskMessage.ReadFiles.class)).isEmpty();
    cluster.control(job, Command.Action.RESUME);
    assertThat(cluster.all(TaskMessage.ReadFiles.class)).hasSize(1);

    cluster.done(ACME, new CancelTask(NORTH.value(), job.value()));

    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Cancelled.class);
    assertThat(cluster.state.find(Image.KIND + target.imageId().orElseThrow())).isEmpty();
    refused(
        ACME, new CancelTask(NORTH.value(), job.value()), 403, "InvalidTaskId.IncorrectTaskStatus");
  }

  @Test
  void anImportIsNotGivenUpForWantOfUploads() {
    cluster.agents(NORTH, 2, 2);
    CopyJobId job = cluster.accepted(ACME, importing("web"));
    cluster.perform(cluster.take(TaskMessage.PrepareTarget.class));

    cluster.pass(Duration.ofHours(30));

    assertThat(cluster.target(job, NORTH).state()).isInstanceOf(TargetState.Creating.class);
    assertThat(cluster.refusal(ACME, TestCluster.complete(cluster.target(job, NORTH), 0)))
        .contains("is read from files and ends by itself");
  }

  @Test
  void anExportIsAnOperationThatItsUserSeesEnd() {
    Image image = imported("web");

    CopyJobId export = cluster.accepted(ACME, exporting(image, "qcow2"));
    refused(ACME, exporting(image, "raw"), 403, "ImageIsExporting");
    refused(ACME, new RemoveImage(NORTH.value(), image.imageId().value()), 403, "ImageIsExporting");
    TaskMessage.WriteFiles task = cluster.take(TaskMessage.WriteFiles.class);
    assertThat(task.export().fileName(0)).isEqualTo("web_" + image.imageId() + "_system.qcow2");
    assertThat(task.export().fileName(1)).isEqualTo("web_" + image.imageId() + "_data1.qcow2");
    cluster.perform(task);

    assertThat(operation(export).state()).isEqualTo(Operation.State.SUCCEEDED);
    assertThat(operation(export).endedAt()).contains(cluster.now);
    refused(
        ACME,
        new CancelTask(NORTH.value(), export.value()),
        403,
        "InvalidTaskId.IncorrectTaskStatus");
  }

  @Test
  void aCancelledExportTellsItsAgentAndTakesNoResultThatComesLate() {
    Image image = imported("web");
    CopyJobId export = cluster.accepted(ACME, exporting(image, "raw"));
    TaskMessage.WriteFiles task = cluster.take(TaskMessage.WriteFiles.class);
    refused(BOLD, new CancelTask(NORTH.value(), export.value()), 400, "InvalidTaskId.NotFound");

    cluster.done(ACME, new CancelTask(NORTH.value(), export.value()));

    assertThat(cluster.last.directedJobs()).containsExactly(export);
    assertThat(
            Directives.of(cluster.state, export, cluster.decider().roster(), cluster.now)
                .orElseThrow()
                .targets())
        .containsEntry(
            NORTH, new TargetDirective(TargetDirective.State.CANCELLED, Optional.empty()));
    cluster.perform(task);
    assertThat(operation(export).state()).isEqualTo(Operation.State.CANCELLED);
    assertThat(cluster.all(TaskMessage.WriteFiles.class)).isEmpty();
  }

  @Test
  void aFailedExportSaysWhy() {
    CopyJobId export = cluster.accepted(ACME, exporting(imported("web"), "raw"));

    cluster.fail(cluster.take(TaskMessage.WriteFiles.class), FailureCode.FILE_REFUSED);

    assertThat(operation(export).state()).isEqualTo(Operation.State.FAILED);
    assertThat(operation(export).failure()).contains("because");
  }

  @Test
  void whatMayNotBeExportedIsRefusedAsDocumented() {
    Image image = imported("web");
    Image sealed = cluster.image(ACME, "sealed", Optional.of(true), 0);

    refused(BOLD, exporting(image, "raw"), 404, "InvalidImageId.NotFound");
    refused(ACME, exporting(image, "vdi"), 400, "InvalidImageFormat.Malformed");
    refused(ACME, exporting(sealed, "raw"), 400, "ImageNotSupported");
    refused(
        ACME,
        new ExportImage(
            new ExportImageRequest(
                NORTH.value(), image.imageId().value(), "disks", Optional.of("a/b"), "raw")),
        400,
        "InvalidOSSPrefix.Malformed");
  }

  @Test
  void anotherSnapshotIsMadeOfAnImportedDisk() {
    cluster.agents(NORTH, 2, 2);
    Image image = imported("web");
    Snapshot disk =
        cluster.state.find(Snapshot.class, Snapshot.KIND + image.snapshots().get(0)).orElseThrow();
    String diskId = DiskIds.of(cluster.state, disk).orElseThrow();

    String made = cluster.command(ACME, creating(diskId, "nightly", "t-1")).subject().orElseThrow();
    refused(ACME, creating(diskId, "hourly", "t-2"), 403, "IncorrectDiskStatus.CreatingSnapshot");
    cluster.work();

    Snapshot snapshot = cluster.state.find(Snapshot.class, Snapshot.KIND + made).orElseThrow();
    assertThat(snapshot.status()).isEqualTo(Snapshot.Status.AVAILABLE);
    assertThat(snapshot.name()).isEqualTo("nightly");
    assertThat(DiskIds.of(cluster.state, snapshot)).contains(diskId);
    assertThat(cluster.command(ACME, creating(diskId, "nightly", "t-1")).subject()).contains(made);
    refused(ACME, creating(diskId, "other", "t-1"), 403, "IdempotentParameterMismatch");
    refused(ACME, creating("d-nowhere", "x1", "t-3"), 404, "InvalidDiskId.NotFound");
    refused(BOLD, creating(diskId, "x1", "t-3"), 404, "InvalidDiskId.NotFound");
    refused(ACME, creating(diskId, "automatic", "t-3"), 400, "InvalidSnapshotName.Malformed");
  }

  private static CreateSnapshot creating(String diskId, String name, String token) {
    return new CreateSnapshot(
        new CreateSnapshotRequest(
            diskId,
            Optional.of(name),
            Optional.empty(),
            Optional.empty(),
            Optional.of(7),
            Map.of(),
            token));
  }
}
