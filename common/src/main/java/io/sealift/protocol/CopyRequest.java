package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A user's wish to copy one image (or one snapshot) to one or several regions: the body of {@code
 * POST /v1/jobs} and, with {@code "version": 1} beside it, the value of a record on {@code
 * sealift.copy-requests}. Fields are as the user wrote them; the engine checks them, and names the
 * field in a refusal.
 *
 * @param requestToken 1 to 64 visible ASCII characters; the same token gives the same job
 * @param region the source region's id
 * @param imageId the source image; or
 * @param snapshotId the source snapshot, to copy just that
 * @param priority 0 to 9, more goes first; 5 by default
 * @param maxBytesPerSecond for each target; no limit by default
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CopyRequest(
    String requestToken,
    String region,
    Optional<String> imageId,
    Optional<String> snapshotId,
    List<CopyTargetRequest> targets,
    Optional<Integer> priority,
    Optional<Long> maxBytesPerSecond,
    Optional<Boolean> dryRun) {
  public CopyRequest {
    targets = List.copyOf(targets);
  }
}
