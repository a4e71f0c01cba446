package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.copy.RequestToken;

/** Reads the tokens by which clients repeat a request. */
final class Tokens {
  private Tokens() {}

  static RequestToken of(String text, int status) throws ServiceException {
    try {
      return new RequestToken(text);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          status, "InvalidClientToken.Malformed", "The specified ClientToken is not valid.");
    }
  }
}
