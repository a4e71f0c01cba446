package io.sealift.coordinator.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A job as users see it, its targets in the order of the request. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record JobJson(
    CopyJobId jobId,
    CopyJob.Kind kind,
    CopyJob.State state,
    Optional<RegionId> sourceRegion,
    Optional<ImageId> sourceImageId,
    int priority,
    Optional<Long> maxBytesPerSecond,
    Instant createdAt,
    Optional<Instant> finishedAt,
    List<TargetJson> targets) {}
