package io.sealift.coordinator.api.rest;

import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.view.ListPage;

/** The parameters {@code offset} and {@code limit} of lists; without them a list is whole. */
final class ListParameters {
  private static final int MOST = 1_000;

  private ListParameters() {}

  static ListPage page(Call call) {
    int offset = call.query("offset", ListParameters::number).orElse(0);
    int limit = call.query("limit", ListParameters::number).orElse(ListPage.WHOLE.limit());
    if (call.query().containsKey("limit") && (limit < 1 || limit > MOST)) {
      throw ApiException.invalid("limit: must be 1 to 1000, not " + limit);
    }
    return new ListPage(offset, limit);
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number from 0", e);
    }
    throw new IllegalArgumentException("must be a number from 0");
  }
}
