package io.sealift.agent.transfer;

/** One HTTP request between agents, as far as the caller signs it. */
public record SignedCall(String method, String path, String ticket) {
  // The ticket is a bearer's secret in parts of the protocol, so it never gets into a log through
  // here.
  @Override
  public String toString() {
    return method + " " + path;
  }
}
