package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.state.AcceptedRequest;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.copy.AccountId;
import io.sealift.copy.RequestToken;
import java.util.Optional;

/** What is answered, by kind of request, when a client token comes back with other parameters. */
enum ClientTokenUse {
  COPY(
      409,
      "InvalidOperation.Conflict",
      "Request was denied due to conflict with a previous request, please try again later."),
  IMAGE(
      400,
      "IdempotenceParamNotMatch",
      "Request uses a client token in a previous request but is not identical to that request."),
  SNAPSHOT(403, "IdempotentParameterMismatch", "The specified clientToken is used."),
  FILES_OR_STACK(400, "IdempotentParameterMismatch", "The specified clientToken is used.");

  private final int status;
  private final String code;
  private final String message;

  ClientTokenUse(int status, String code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  /** The job that the same request made before, if it did. */
  Optional<CopyJob> known(
      Submission submission, AccountId account, RequestToken token, String fingerprint)
      throws ServiceException, RefusedException {
    return accepted(submission, account, token, fingerprint).flatMap(submission::job);
  }

  /** The same request, if it was accepted before. */
  Optional<AcceptedRequest> accepted(
      Submission submission, AccountId account, RequestToken token, String fingerprint)
      throws ServiceException, RefusedException {
    try {
      return submission.accepted(account, token, fingerprint);
    } catch (RefusedException e) {
      if (e.code() == Code.TOKEN_REUSED) {
        throw new ServiceException(status, code, message);
      }
      throw e;
    }
  }
}
