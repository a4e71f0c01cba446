package io.sealift.coordinator.api.kms;

import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.copy.AccountId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** A key as the interface shows it. */
final class KeyFields {
  static final String SPEC = "Aliyun_AES_256";
  static final String USAGE = "ENCRYPT/DECRYPT";
  static final String PROTECTION_LEVEL = "SOFTWARE";

  private KeyFields() {}

  static Fields metadata(KeyDescription key) {
    String owner = key.owner().map(AccountId::value).orElse("");
    Fields fields =
        new Fields()
            .put("KeyId", key.keyId().value())
            .put("Arn", arn(key))
            .put("KeyState", state(key.state()))
            .put("KeyUsage", USAGE)
            .put("KeySpec", SPEC)
            .put("Origin", "Aliyun_KMS")
            .put("ProtectionLevel", PROTECTION_LEVEL)
            .put("Description", key.description())
            .put("Creator", owner)
            .put("CreationDate", key.createdAt())
            .put("DeletionProtection", "Disabled")
            .put("MaterialExpireTime", "")
            .put("PrimaryKeyVersion", version(key, key.version()));
    KeyRotation rotation = key.rotation().orElse(KeyRotation.NONE);
    fields.put("AutomaticRotation", rotation.nextAt().isPresent() ? "Enabled" : "Disabled");
    rotation.intervalSeconds().ifPresent(seconds -> fields.put("RotationInterval", seconds + "s"));
    rotation.nextAt().ifPresent(at -> fields.put("NextRotationDate", at));
    if (!rotation.madeAt().isEmpty()) {
      fields.put("LastRotationDate", madeAt(key, key.version()));
    }
    return key.deletionAt().map(at -> fields.put("DeleteDate", at)).orElse(fields);
  }

  static String arn(KeyDescription key) {
    return "acs:kms:%s:%s:key/%s"
        .formatted(key.region(), key.owner().map(AccountId::value).orElse(""), key.keyId().value());
  }

  /** The id of one version; the same version always has the same. */
  static String version(KeyDescription key, int version) {
    String text = key.keyId() + "/" + version;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** When that version was made. */
  static Instant madeAt(KeyDescription key, int version) {
    return version == 1
        ? key.createdAt()
        : key.rotation().orElse(KeyRotation.NONE).madeAt().get(version - 2);
  }

  static String state(KeyState state) {
    return switch (state) {
      case ENABLED -> "Enabled";
      case DISABLED -> "Disabled";
      case PENDING_DELETION -> "PendingDeletion";
    };
  }
}
