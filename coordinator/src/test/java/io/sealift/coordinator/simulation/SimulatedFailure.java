package io.sealift.coordinator.simulation;

import io.sealift.copy.FailureCode;
import java.io.Serial;

/** An attempt that fails. */
final class SimulatedFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  final FailureCode code;

  SimulatedFailure(FailureCode code) {
    super(code.name());
    this.code = code;
  }
}
