package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.api.rpc.OldSignature;
import io.sealift.coordinator.command.StackCommand.CreateStack;
import io.sealift.coordinator.command.StackCommand.Destination;
import io.sealift.coordinator.command.StackCommand.OnFailure;
import io.sealift.coordinator.command.StackCommand.StackRequest;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports, exports and stacks on the wire: what reaches the engine, and what is refused before. */
final class FileAndStackRoutesTest {
  private static final String COPIES =
      "{\"Resources\":{\"C\":{\"Type\":\"ALIYUN::ECS::CopyImage\"}}}";

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RegionId=moon&DiskDeviceMapping.1.OSSBucket=disks|400|InvalidRegionId.NotFound",
        "RegionId=east|400|MissingParameter",
        "RegionId=east&DiskDeviceMapping.1.OSSBucket=disks|400|MissingParameter",
        "RegionId=east&DiskDeviceMapping.1.OSSObject=a.raw|400|MissingParameter",
        "@&DiskDeviceMapping.1.OSSBucket=..|400|InvalidOSSBucket.Malformed",
        "@&DiskDeviceMapping.1.OSSBucket=Disks|400|InvalidOSSBucket.Malformed",
        "@&DiskDeviceMapping.1.OSSObject=../a.raw|400|InvalidOSSObject.Malformed",
        "@&DiskDeviceMapping.1.OSSObject=/a.raw|400|InvalidOSSObject.Malformed",
        "@&DiskDeviceMapping.1.OSSObject=a/./b.raw|400|InvalidOSSObject.Malformed",
        "@&DiskDeviceMapping.1.OSSObject=.a.raw|400|InvalidOSSObject.Malformed",
        "@&DiskDeviceMapping.1.OSSObject=a.tar.gz|400|UnsupportedSuffix.OSSObject",
        "@&DiskDeviceMapping.1.Format=VDI|400|InvalidImageFormat.Malformed",
        "@&DiskDeviceMapping.1.DiskImageSize=0|400|InvalidImageSize",
        "@&DiskDeviceMapping.1.DiskImageSize=2049|400|InvalidImageSize",
        "@&DiskDeviceMapping.1.DiskImSize=x|400|InvalidImageSize",
        "@&ImageName=x|400|InvalidImageName.Malformed",
        "@&Description=http://x|400|InvalidDescription.Malformed",
        "@&Architecture=z80|400|InvalidArchitecture.Malformed",
        "@&OSType=dos|400|InvalidOSType.Malformed",
        "@&BootMode=floppy|400|InvalidBootMode.Malformed",
        "@&LicenseType=GPL|400|InvalidLicenseType.NotSupported",
        "@&Features.ImdsSupport=v3|400|InvalidParameter.FeaturesImdsSupport",
        "@&DetectionStrategy=Standard|400|InvalidParameter.DetectionStrategy",
        "@&StorageLocationArn=x|400|UnsupportedParameter",
        "@&Tag.1.Key=a&Tag.2.Key=a|403|TagKey.Duplication",
        "@&ClientToken=ä|400|InvalidClientToken.Malformed",
        "@|503|ServiceUnavailable",
        "@&RoleName=AliyunECSImageImportDefaultRole|503|ServiceUnavailable",
      })
  void anImportIsRefusedWithTheDocumentedError(String query, int status, String code)
      throws Exception {
    List<String> parameters = new ArrayList<>();
    Map<String, String> given = new LinkedHashMap<>();
    if (query.startsWith("@")) {
      given.put("RegionId", "east");
      given.put("DiskDeviceMapping.1.OSSBucket", "disks");
      given.put("DiskDeviceMapping.1.OSSObject", "a.raw");
    }
    for (String pair : query.replaceFirst("^@&?", "").split("&", -1)) {
      if (!pair.isEmpty()) {
        given.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
      }
    }
    given.forEach(
        (name, value) -> {
          parameters.add(name);
          parameters.add(value);
        });

    Reply reply = rpc.getSigned("ImportImage", parameters.toArray(new String[0]));

    RpcClient.assertRefused(reply, status, code);
  }

  @Test
  void aTaskIsInNoGroup() throws Exception {
    GoodRequests.seed(api.cluster);
    assertThat(rpc.getSigned("DescribeTasks", "RegionId", "east").json().path("TotalCount").asInt())
        .isEqualTo(2);

    Reply reply = rpc.getSigned("DescribeTasks", "RegionId", "east", "TaskGroupId", "tg-1");

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("TotalCount").asInt(-1)).isZero();
  }

  @Test
  void anExportIsRefusedWithTheDocumentedError() throws Exception {
    RpcClient.assertRefused(
        rpc.getSigned("ExportImage", "RegionId", "east", "ImageId", "m-1"),
        400,
        "MissingParameter");
    RpcClient.assertRefused(
        rpc.getSigned("ExportImage", "RegionId", "east", "ImageId", "m-none", "OSSBucket", "disks"),
        404,
        "InvalidImageId.NotFound");
    api.cluster.image("one", TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
    RpcClient.assertRefused(
        rpc.getSigned(
            "ExportImage",
            "RegionId",
            "east",
            "ImageId",
            "m-one",
            "OSSBucket",
            "disks",
            "ImageFormat",
            "vdi"),
        400,
        "InvalidImageFormat.Malformed");
    RpcClient.assertRefused(
        rpc.getSigned("CancelTask", "RegionId", "moon", "TaskId", "t-1"),
        400,
        "InvalidRegionId.NotFound");
  }

  @Test
  void aStackIsReadOffTheTemplatesParameters() throws Exception {
    AtomicReference<StackRequest> taken = new AtomicReference<>();
    api.engine.decides(
        (account, command) -> {
          taken.set(((CreateStack) command).request());
          return new CommandOutcome("c", Optional.of("stack-1"), Optional.empty(), api.now);
        });

    Reply reply =
        rpc.ros(
            "CreateStack",
            "RegionId",
            "east",
            "StackName",
            "everywhere",
            "TemplateBody",
            COPIES,
            "ClientToken",
            "token-1",
            "Tags.1.Key",
            "team",
            "Tags.1.Value",
            "web",
            "ResourceGroupId",
            "rg-1",
            "DisableRollback",
            "true",
            "Parallelism",
            "1",
            "Parameters.1.ParameterKey",
            "ImageId",
            "Parameters.1.ParameterValue",
            "m-1",
            "Parameters.2.ParameterKey",
            "DestinationImageName",
            "Parameters.2.ParameterValue",
            "copy",
            "Parameters.3.ParameterKey",
            "Destinations",
            "Parameters.3.ParameterValue",
            "[{\"DestinationRegionId\":\"west\",\"Encrypted\":\"True\",\"KMSKeyId\":\"key-1\"}]",
            "Parameters.4.ParameterKey",
            "ResourceGroupId",
            "Parameters.4.ParameterValue",
            "Null",
            "Parameters.5.ParameterKey",
            "Tag",
            "Parameters.5.ParameterValue",
            "[{\"Key\":\"a\",\"Value\":\"b\"}]");

    assertThat(reply.json().path("StackId").asText()).isEqualTo("stack-1");
    assertThat(taken.get())
        .isEqualTo(
            new StackRequest(
                "east",
                "everywhere",
                "m-1",
                "copy",
                Optional.empty(),
                Optional.empty(),
                Map.of("a", "b"),
                List.of(new Destination("west", Optional.of(true), Optional.of("key-1"))),
                Map.of("team", "web"),
                Optional.of("rg-1"),
                Optional.empty(),
                OnFailure.KEEP,
                "token-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TemplateId|other|404|TemplateNotFound",
        "TemplateBody|{}|400|StackValidationFailed",
        "TemplateBody|ALIYUN::ECS::CopyImage ALIYUN::ECS::Instance|400|StackValidationFailed",
        "TemplateURL|http://x|400|UnsupportedParameter",
        "Parameters.1.ParameterKey|Region|400|UnknownUserParameter",
        "Destinations|west|400|StackValidationFailed",
        "Destinations|{}|400|StackValidationFailed",
        "Destinations|[{\"Region\":\"west\"}]|400|StackValidationFailed",
        "Destinations|[{\"DestinationRegionId\":\"west\",\"Encrypted\":\"maybe\"}]|400|StackValidationFailed",
        "Tag|[1]|400|StackValidationFailed",
        "ImageId||400|UserParameterMissing",
      })
  void aStackIsRefusedWithAReason(String name, String value, int status, String code)
      throws Exception {
    Map<String, String> template = new LinkedHashMap<>();
    template.put("ImageId", "m-1");
    template.put("DestinationImageName", "copy");
    template.put("Destinations", "[{\"DestinationRegionId\":\"west\"}]");
    Map<String, String> given = new LinkedHashMap<>();
    given.put("RegionId", "east");
    given.put("StackName", "everywhere");
    if (!name.startsWith("Template")) {
      given.put("TemplateId", "copy-images");
    }
    if (name.contains("Template") || name.contains(".")) {
      given.put(name, value);
    } else {
      template.put(name, value == null ? "" : value);
    }
    int number = 1;
    for (Map.Entry<String, String> parameter : template.entrySet()) {
      number++;
      given.put("Parameters." + number + ".ParameterKey", parameter.getKey());
      given.put("Parameters." + number + ".ParameterValue", parameter.getValue());
    }
    List<String> parameters = new ArrayList<>();
    given.forEach(
        (key, text) -> {
          parameters.add(key);
          parameters.add(text);
        });

    RpcClient.assertRefused(
        rpc.ros("CreateStack", parameters.toArray(new String[0])), status, code);
  }

  @Test
  void aStackShowsItsJobAndNobodyElses() throws Exception {
    api.cluster.job(
        "j-1",
        TestCluster.ALICE,
        CopyJob.Kind.COPY,
        CopyJob.State.RUNNING,
        new TargetState.Creating(api.now));
    api.cluster.put(
        new Stack(
            "stack-1",
            TestCluster.ALICE,
            TestCluster.EAST,
            "everywhere",
            new CopyJobId("j-1"),
            Map.of("team", "web"),
            Optional.empty(),
            Optional.of(60),
            Optional.empty(),
            api.now));

    Reply shown = rpc.ros("GetStack", "RegionId", "east", "StackId", "stack-1");
    assertThat(shown.json().path("Status").asText()).isEqualTo("CREATE_IN_PROGRESS");
    assertThat(shown.json().path("StackName").asText()).isEqualTo("everywhere");
    assertThat(shown.json().path("TimeoutInMinutes").asInt()).isEqualTo(60);
    Reply listed = rpc.ros("ListStacks", "RegionId", "east", "Status.1", "CREATE_IN_PROGRESS");
    assertThat(listed.json().path("Stacks")).hasSize(1);
    assertThat(rpc.ros("ListStacks", "RegionId", "west").json().path("Stacks")).isEmpty();
    assertThat(
            rpc.ros("ListStackResources", "RegionId", "east", "StackId", "stack-1")
                .json()
                .path("Resources")
                .path(0)
                .path("ResourceType")
                .asText())
        .isEqualTo("ALIYUN::ECS::CopyImage");
    RpcClient.assertRefused(
        rpc.ros("GetStack", "RegionId", "west", "StackId", "stack-1"), 404, "StackNotFound");
  }

  @Test
  void theOlderSignatureCanBeSwitchedOff(@TempDir Path directory) throws Exception {
    try (ApiFixture strict =
        new ApiFixture(
            directory, ApiSettings.listeningOn("127.0.0.1", 0).with(OldSignature.REFUSED))) {
      RpcClient client = new RpcClient(strict);

      RpcClient.assertRefused(client.getSigned("DescribeRegions"), 400, "IncompleteSignature");
      assertThat(client.postSigned(ApiFixture.ALICE_KEY, "DescribeRegions", "").status())
          .isEqualTo(200);
    }
  }
}
