package io.sealift.coordinator.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A user's wish to upload an image: the body of {@code POST /v1/imports}, as the user wrote it. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ImportRequest(
    String requestToken,
    String region,
    String name,
    Optional<String> description,
    List<Disk> disks,
    Optional<Boolean> encrypt,
    Optional<String> keyId,
    Optional<String> resourceGroup,
    Optional<Map<String, String>> tags) {
  public ImportRequest {
    disks = List.copyOf(disks);
  }

  /** One disk, the system disk first. */
  public record Disk(long sizeBytes) {}
}
