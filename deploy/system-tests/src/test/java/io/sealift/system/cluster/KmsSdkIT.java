package io.sealift.system.cluster;

import static io.sealift.system.cluster.EcsUser.assertRefused;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.kms20160120.Client;
import com.aliyun.kms20160120.models.CancelKeyDeletionRequest;
import com.aliyun.kms20160120.models.CreateAliasRequest;
import com.aliyun.kms20160120.models.CreateKeyRequest;
import com.aliyun.kms20160120.models.CreateKeyResponseBody.CreateKeyResponseBodyKeyMetadata;
import com.aliyun.kms20160120.models.CreateKeyVersionRequest;
import com.aliyun.kms20160120.models.DecryptRequest;
import com.aliyun.kms20160120.models.DecryptResponseBody;
import com.aliyun.kms20160120.models.DeleteAliasRequest;
import com.aliyun.kms20160120.models.DescribeKeyRequest;
import com.aliyun.kms20160120.models.DescribeKeyResponseBody.DescribeKeyResponseBodyKeyMetadata;
import com.aliyun.kms20160120.models.DescribeKeyVersionRequest;
import com.aliyun.kms20160120.models.DisableKeyRequest;
import com.aliyun.kms20160120.models.EnableKeyRequest;
import com.aliyun.kms20160120.models.EncryptRequest;
import com.aliyun.kms20160120.models.EncryptResponseBody;
import com.aliyun.kms20160120.models.GenerateDataKeyRequest;
import com.aliyun.kms20160120.models.GenerateDataKeyResponseBody;
import com.aliyun.kms20160120.models.GenerateDataKeyWithoutPlaintextRequest;
import com.aliyun.kms20160120.models.ListAliasesByKeyIdRequest;
import com.aliyun.kms20160120.models.ListKeyVersionsRequest;
import com.aliyun.kms20160120.models.ListKeyVersionsResponseBody;
import com.aliyun.kms20160120.models.ListKeysRequest;
import com.aliyun.kms20160120.models.ListResourceTagsRequest;
import com.aliyun.kms20160120.models.ReEncryptRequest;
import com.aliyun.kms20160120.models.ScheduleKeyDeletionRequest;
import com.aliyun.kms20160120.models.TagResourceRequest;
import com.aliyun.kms20160120.models.UpdateAliasRequest;
import com.aliyun.kms20160120.models.UpdateKeyDescriptionRequest;
import com.aliyun.kms20160120.models.UpdateRotationPolicyRequest;
import io.sealift.cli.command.KeyAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Keys of two regions through the official client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KmsSdkIT {
  private static final String SECRET =
      Base64.getEncoder().encodeToString("a secret of ours".getBytes(StandardCharsets.UTF_8));
  private static final Map<String, String> CONTEXT = Map.of("for", "backups", "by", "us");

  private final TestCluster cluster;
  private final Client west;
  private final Client north;

  KmsSdkIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.west = EcsClients.of(cluster).kms(WEST);
    this.north = EcsClients.of(cluster).kms(NORTH);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private static CreateKeyResponseBodyKeyMetadata create(Client kms) throws Exception {
    return kms.createKey(new CreateKeyRequest().setDescription("ours")).getBody().getKeyMetadata();
  }

  private String state(String keyId) throws Exception {
    return west.describeKey(new DescribeKeyRequest().setKeyId(keyId))
        .getBody()
        .getKeyMetadata()
        .getKeyState();
  }

  @Test
  void aKeyIsReadyWhenItsMakingIsAnswered() throws Exception {
    CreateKeyResponseBodyKeyMetadata made = create(west);

    assertThat(made.getKeyId()).startsWith("key-");
    assertThat(made.getKeyState()).isEqualTo("Enabled");
    assertThat(made.getArn()).contains(WEST, made.getKeyId());
    assertThat(made.getDescription()).isEqualTo("ours");
    assertThat(keys(west)).contains(made.getKeyId());
    assertThat(keys(north)).doesNotContain(made.getKeyId());
  }

  @Test
  void aRegionKnowsNoKeyOfAnother() throws Exception {
    String id = create(west).getKeyId();
    EncryptRequest encrypt = new EncryptRequest().setKeyId(id).setPlaintext(SECRET);
    String blob = west.encrypt(encrypt).getBody().getCiphertextBlob();

    assertRefused(
        404,
        "Forbidden.KeyNotFound",
        () -> north.describeKey(new DescribeKeyRequest().setKeyId(id)));
    assertRefused(404, "Forbidden.KeyNotFound", () -> north.encrypt(encrypt));
    assertRefused(
        404,
        "Forbidden.KeyNotFound",
        () -> north.decrypt(new DecryptRequest().setCiphertextBlob(blob)));
    assertRefused(
        404, "Forbidden.KeyNotFound", () -> north.disableKey(new DisableKeyRequest().setKeyId(id)));
    assertThat(state(id)).isEqualTo("Enabled");
  }

  private static Iterable<String> keys(Client kms) throws Exception {
    return kms
        .listKeys(new ListKeysRequest().setPageSize(100))
        .getBody()
        .getKeys()
        .getKey()
        .stream()
        .map(key -> key.getKeyId())
        .toList();
  }

  @Test
  void everyStateAllowsWhatIsDocumented() throws Exception {
    String id = create(west).getKeyId();
    EncryptRequest encrypt = new EncryptRequest().setKeyId(id).setPlaintext(SECRET);

    west.disableKey(new DisableKeyRequest().setKeyId(id));
    assertThat(state(id)).isEqualTo("Disabled");
    assertRefused(409, "Rejected.Disabled", () -> west.encrypt(encrypt));
    west.enableKey(new EnableKeyRequest().setKeyId(id));
    assertThat(state(id)).isEqualTo("Enabled");
    assertRefused(
        409,
        "Rejected.StateModifiedFailed",
        () -> west.cancelKeyDeletion(new CancelKeyDeletionRequest().setKeyId(id)));
    west.scheduleKeyDeletion(
        new ScheduleKeyDeletionRequest().setKeyId(id).setPendingWindowInDays(7));
    assertThat(state(id)).isEqualTo("PendingDeletion");
    assertRefused(409, "Rejected.PendingDeletion", () -> west.encrypt(encrypt));
    assertRefused(
        409,
        "Rejected.StateModifiedFailed",
        () -> west.enableKey(new EnableKeyRequest().setKeyId(id)));
    west.cancelKeyDeletion(new CancelKeyDeletionRequest().setKeyId(id));
    assertThat(state(id)).isEqualTo("Enabled");
    assertRefused(
        404,
        "Forbidden.KeyNotFound",
        () -> west.describeKey(new DescribeKeyRequest().setKeyId("key-nowhere")));
  }

  @Test
  void whatIsSealedOpensInItsContextAlone() throws Exception {
    String id = create(west).getKeyId();
    EncryptRequest encrypt = new EncryptRequest().setKeyId(id).setPlaintext(SECRET);
    encrypt.setEncryptionContext(CONTEXT);
    String blob = west.encrypt(encrypt).getBody().getCiphertextBlob();

    DecryptRequest decrypt = new DecryptRequest().setCiphertextBlob(blob);
    decrypt.setEncryptionContext(CONTEXT);
    DecryptResponseBody opened = west.decrypt(decrypt).getBody();
    assertThat(opened.getPlaintext()).isEqualTo(SECRET);
    assertThat(opened.getKeyId()).isEqualTo(id);
    assertRefused(
        400, "InvalidParameter", () -> west.decrypt(new DecryptRequest().setCiphertextBlob(blob)));
    String tampered = blob.substring(0, blob.length() - 8) + "AAAAAAA=";
    assertRefused(
        400,
        "InvalidParameter",
        () -> west.decrypt(new DecryptRequest().setCiphertextBlob(tampered)));

    String other = create(west).getKeyId();
    ReEncryptRequest again =
        new ReEncryptRequest().setCiphertextBlob(blob).setDestinationKeyId(other);
    again.setSourceEncryptionContext(CONTEXT);
    String resealed = west.reEncrypt(again).getBody().getCiphertextBlob();
    assertThat(
            west.decrypt(new DecryptRequest().setCiphertextBlob(resealed)).getBody().getPlaintext())
        .isEqualTo(SECRET);
  }

  private ListKeyVersionsResponseBody versions(String keyId) throws Exception {
    return west.listKeyVersions(new ListKeyVersionsRequest().setKeyId(keyId)).getBody();
  }

  @Test
  void aNewVersionSealsAndWhatOlderOnesSealedStillOpens() throws Exception {
    String id = create(west).getKeyId();
    EncryptRequest encrypt = new EncryptRequest().setKeyId(id).setPlaintext(SECRET);
    EncryptResponseBody before = west.encrypt(encrypt).getBody();

    String made =
        west.createKeyVersion(new CreateKeyVersionRequest().setKeyId(id))
            .getBody()
            .getKeyVersion()
            .getKeyVersionId();

    EncryptResponseBody after = west.encrypt(encrypt).getBody();
    assertThat(after.getKeyVersionId()).isEqualTo(made).isNotEqualTo(before.getKeyVersionId());
    for (EncryptResponseBody sealed : List.of(before, after)) {
      DecryptResponseBody opened =
          west.decrypt(new DecryptRequest().setCiphertextBlob(sealed.getCiphertextBlob()))
              .getBody();
      assertThat(opened.getPlaintext()).isEqualTo(SECRET);
      assertThat(opened.getKeyVersionId()).isEqualTo(sealed.getKeyVersionId());
    }
    assertThat(versions(id).getTotalCount()).isEqualTo(2);
    assertThat(versions(id).getKeyVersions().getKeyVersion())
        .extracting(version -> version.getKeyVersionId())
        .containsExactly(before.getKeyVersionId(), made);
    assertThat(
            west.describeKeyVersion(
                    new DescribeKeyVersionRequest().setKeyId(id).setKeyVersionId(made))
                .getBody()
                .getKeyVersion()
                .getCreationDate())
        .isNotEmpty();
    assertThat(metadata(id).getPrimaryKeyVersion()).isEqualTo(made);
    assertRefused(
        404,
        "Forbidden.KeyVersionNotFound",
        () ->
            west.describeKeyVersion(
                new DescribeKeyVersionRequest().setKeyId(id).setKeyVersionId("none")));
  }

  private DescribeKeyResponseBodyKeyMetadata metadata(String keyId) throws Exception {
    return west.describeKey(new DescribeKeyRequest().setKeyId(keyId)).getBody().getKeyMetadata();
  }

  @Test
  void rotationAndDescriptionAreChangedAndShown() throws Exception {
    String id = create(west).getKeyId();
    UpdateRotationPolicyRequest yearly =
        new UpdateRotationPolicyRequest()
            .setKeyId(id)
            .setEnableAutomaticRotation(true)
            .setRotationInterval("365d");
    west.updateRotationPolicy(yearly);
    assertThat(metadata(id).getAutomaticRotation()).isEqualTo("Enabled");
    assertThat(metadata(id).getRotationInterval()).isEqualTo("31536000s");
    assertThat(metadata(id).getNextRotationDate()).isNotEmpty();

    assertRefused(
        400, "InvalidParameter", () -> west.updateRotationPolicy(yearly.setRotationInterval("6d")));
    assertRefused(
        400, "MissingParameter", () -> west.updateRotationPolicy(yearly.setRotationInterval(null)));
    west.updateRotationPolicy(
        new UpdateRotationPolicyRequest().setKeyId(id).setEnableAutomaticRotation(false));
    assertThat(metadata(id).getAutomaticRotation()).isEqualTo("Disabled");

    UpdateKeyDescriptionRequest text =
        new UpdateKeyDescriptionRequest().setKeyId(id).setDescription("theirs");
    west.updateKeyDescription(text);
    assertThat(metadata(id).getDescription()).isEqualTo("theirs");

    west.disableKey(new DisableKeyRequest().setKeyId(id));
    assertRefused(
        409,
        "Rejected.Disabled",
        () -> west.createKeyVersion(new CreateKeyVersionRequest().setKeyId(id)));
    west.scheduleKeyDeletion(
        new ScheduleKeyDeletionRequest().setKeyId(id).setPendingWindowInDays(7));
    assertRefused(409, "Rejected.PendingDeletion", () -> west.updateKeyDescription(text));
  }

  @Test
  void anImageThatAnOlderVersionSealedOpensAndOneUnderADisabledKeyDoesNot(@TempDir Path work)
      throws Exception {
    ClusterClient client = cluster.client();
    Path disk = new TestDisk(2, 1, 5).write(work.resolve("disk.raw"));
    String key = create(west).getKeyId();
    String image = client.importImage(WEST, "kept", disk, "--encrypted", "--key", key);
    west.createKeyVersion(new CreateKeyVersionRequest().setKeyId(key));

    Path exported = client.exportImage(image, WEST, work.resolve("after.raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);

    ClusterClient.Run disabling =
        ClusterClient.Run.of(new KeyAction(client.environment(), "disable"), key);
    assertThat(disabling.out())
        .contains("0 running copies ended, 1 available images cannot be opened while it is so");
    assertThat(client.export(image, WEST, work.resolve("closed.raw")).exitCode()).isNotZero();
    west.enableKey(new EnableKeyRequest().setKeyId(key));
    assertThat(Files.mismatch(disk, client.exportImage(image, WEST, work.resolve("open.raw"))))
        .isEqualTo(-1);
  }

  @Test
  void dataKeysAreOfTheLengthThatIsAskedFor() throws Exception {
    String id = create(west).getKeyId();
    GenerateDataKeyResponseBody made =
        west.generateDataKey(new GenerateDataKeyRequest().setKeyId(id)).getBody();

    assertThat(Base64.getDecoder().decode(made.getPlaintext())).hasSize(32);
    assertThat(
            west.decrypt(new DecryptRequest().setCiphertextBlob(made.getCiphertextBlob()))
                .getBody()
                .getPlaintext())
        .isEqualTo(made.getPlaintext());
    String wrapped =
        west.generateDataKeyWithoutPlaintext(
                new GenerateDataKeyWithoutPlaintextRequest().setKeyId(id).setNumberOfBytes(17))
            .getBody()
            .getCiphertextBlob();
    assertThat(
            Base64.getDecoder()
                .decode(
                    west.decrypt(new DecryptRequest().setCiphertextBlob(wrapped))
                        .getBody()
                        .getPlaintext()))
        .hasSize(17);
  }

  @Test
  void aliasesNameKeysAndMoveBetweenThem() throws Exception {
    String first = create(west).getKeyId();
    String second = create(west).getKeyId();
    CreateAliasRequest alias = new CreateAliasRequest().setAliasName("alias/a").setKeyId(first);
    west.createAlias(alias);

    assertRefused(400, "AliasAlreadyExists", () -> west.createAlias(alias));
    assertThat(
            west.encrypt(new EncryptRequest().setKeyId("alias/a").setPlaintext(SECRET))
                .getBody()
                .getKeyId())
        .isEqualTo(first);
    west.updateAlias(new UpdateAliasRequest().setAliasName("alias/a").setKeyId(second));
    assertThat(
            west.listAliasesByKeyId(new ListAliasesByKeyIdRequest().setKeyId(second))
                .getBody()
                .getAliases()
                .getAlias())
        .hasSize(1);
    west.deleteAlias(new DeleteAliasRequest().setAliasName("alias/a"));
    assertRefused(
        404,
        "Forbidden.AliasNotFound",
        () -> west.deleteAlias(new DeleteAliasRequest().setAliasName("alias/a")));
  }

  @Test
  void tagsOfKeysAreKept() throws Exception {
    String id = create(west).getKeyId();

    west.tagResource(
        new TagResourceRequest()
            .setKeyId(id)
            .setTags("[{\"TagKey\":\"team\",\"TagValue\":\"web\"}]"));

    assertThat(
            west.listResourceTags(new ListResourceTagsRequest().setKeyId(id))
                .getBody()
                .getTags()
                .getTag()
                .get(0)
                .getTagValue())
        .isEqualTo("web");
  }
}
