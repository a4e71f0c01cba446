package io.sealift.coordinator.api.kms;

import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.protocol.KeyRotation;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often a key gets a new version, as {@code RotationInterval} says it: {@code 365d}. */
final class RotationInterval {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([dhms])");
  private static final String INTERVAL = "RotationInterval";

  private RotationInterval() {}

  /**
   * The seconds; empty for never.
   *
   * @param flag the parameter that tells whether there is an interval at all
   */
  static Optional<Long> of(RpcParameters given, String flag) {
    Optional<String> text = given.text(INTERVAL);
    if (!given.flag(flag).orElse(false)) {
      if (text.isPresent()) {
        throw RpcException.invalid(INTERVAL);
      }
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text.orElseThrow(() -> RpcException.missing(INTERVAL)));
    if (!form.matches()) {
      throw RpcException.invalid(INTERVAL);
    }
    long seconds = Long.parseLong(form.group(1)) * unit(form.group(2));
    if (seconds < KeyRotation.LEAST_INTERVAL_SECONDS
        || seconds > KeyRotation.MOST_INTERVAL_SECONDS) {
      throw RpcException.invalid(INTERVAL);
    }
    return Optional.of(seconds);
  }

  private static long unit(String letter) {
    return switch (letter) {
      case "d" -> 86_400;
      case "h" -> 3_600;
      case "m" -> 60;
      default -> 1;
    };
  }
}
