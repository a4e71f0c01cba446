package io.sealift.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields of requests a record has. */
class NamedThingsTest {
  private final NamedThings things =
      new NamedThings(
          new KeyNames(
              key -> Optional.of("south").filter(region -> key.equals("key-1")),
              blob -> Optional.of("key-1").filter(key -> blob.equals("blob"))));

  @Test
  void idsAreKnownByTheirFields() {
    things.add("jobId", "j-1");
    things.add("DestinationRegionId", "south");
    things.add("KMSKeyId", "key-1");
    things.add("DestinationKeyId", "alias/web");
    things.add("DiskDeviceMapping.1.SnapshotId", "s-1");
    things.add("ResourceId.12", "m-1");
    things.add("AliasName", "alias/new");

    assertThat(things.job()).contains("j-1");
    assertThat(things.regions()).containsExactly("south");
    assertThat(things.keys()).extracting(key -> key.keyId()).containsExactly("key-1", "alias/web");
    assertThat(things.keys())
        .extracting(key -> key.region().orElse(""))
        .containsExactly("south", "");
    assertThat(things.resources()).containsExactly("s-1", "m-1", "alias/new");
  }

  @Test
  void theKeyOfACiphertextIsNamedAndNotTheCiphertext() {
    things.add("CiphertextBlob", "blob");
    things.add("CiphertextBlob", "no blob");

    assertThat(things.keys()).extracting(key -> key.keyId()).containsExactly("key-1");
    assertThat(things.resources()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Plaintext",
        "accessKeySecret",
        "token",
        "ticket",
        "ImageName",
        "Description",
        "Tag.1.Key",
        "Tag.1.Value",
        "EncryptionContext",
        "RequestId",
        "requestToken",
        "Signature",
        "SignatureNonce",
        "SecurityToken",
        "TemplateBody",
        "Parameters.1.ParameterValue"
      })
  void namesTextsAndSecretsArePassedOver(String field) {
    things.add(field, "value");

    assertThat(things.job()).isEmpty();
    assertThat(things.keys()).isEmpty();
    assertThat(things.regions()).isEmpty();
    assertThat(things.resources()).isEmpty();
  }

  @Test
  void aRecordDoesNotGrowWithItsRequest() {
    for (int i = 0; i < 10_000; i++) {
      things.add("imageId", i + "m".repeat(1_000));
    }

    assertThat(things.resources()).hasSize(200).allMatch(id -> id.length() <= 131);
  }
}
