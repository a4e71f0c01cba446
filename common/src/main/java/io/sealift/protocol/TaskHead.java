package io.sealift.protocol;

import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.TaskId;

/**
 * What every task says of itself. The job and the region together name the target.
 *
 * @param dispatch how many times the engine has published this task, from 1
 * @param region the region whose agents may work on it; an agent refuses a task of another region
 */
public record TaskHead(TaskId taskId, int dispatch, CopyJobId jobId, RegionId region) {
  public TaskHead {
    if (dispatch < 1) {
      throw new IllegalArgumentException("dispatch must be 1 or more: " + dispatch);
    }
  }
}
