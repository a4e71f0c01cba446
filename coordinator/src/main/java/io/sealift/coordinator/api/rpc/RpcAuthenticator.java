package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.account.AuthenticationResult;
import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Cause;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
import io.sealift.coordinator.account.AuthenticationResult.Signed;
import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.account.Authenticator.Effect;
import io.sealift.coordinator.account.Identity;
import io.sealift.coordinator.account.SignatureDate;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.RpcSignature;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Finds out who sent a request, by whichever of the two signatures it bears. */
final class RpcAuthenticator {
  /** The parameters that every request of the older protocol has, and some that it may have. */
  static final Set<String> COMMON =
      Set.of(
          "Action",
          "Version",
          "Format",
          "AccessKeyId",
          "Signature",
          "SignatureMethod",
          "SignatureVersion",
          "SignatureNonce",
          "SignatureType",
          "Timestamp");

  private final Authenticator authenticator;
  private final OldSignature oldSignature;

  RpcAuthenticator(Authenticator authenticator, OldSignature oldSignature) {
    this.authenticator = authenticator;
    this.oldSignature = oldSignature;
  }

  /** Who asks, when no other coordinator has taken the request. */
  CompletionStage<Identity> admit(Accepted accepted, Effect effect) {
    return authenticator
        .admit(accepted, effect)
        .thenApply(
            isFirst -> {
              if (!isFirst) {
                throw nonceUsed();
              }
              return accepted.identity();
            });
  }

  /** Who asks from that address, when this coordinator has not taken the request before. */
  Accepted authenticate(RpcRequest request, String address, Instant now) {
    try {
      return request.isHeaderSigned() ? byHeaders(request, now) : byParameters(request, now);
    } catch (RpcException e) {
      if (!authenticator.refusals().count(address, now)) {
        throw throttled();
      }
      throw e;
    }
  }

  private Accepted byHeaders(RpcRequest request, Instant now) {
    String header = request.header("authorization");
    if (!header.startsWith(Acs3Signature.ALGORITHM + " ")) {
      throw new RpcException(400, "IncompleteSignature", "The signature must be ACS3-HMAC-SHA256.");
    }
    List<String> signedHeaders;
    try {
      signedHeaders = Acs3Signature.parse(header).signedHeaders();
    } catch (IllegalArgumentException e) {
      throw new RpcException(
          400,
          "IncompleteSignature",
          "The Authorization header needs Credential, SignedHeaders and Signature.");
    }
    if (!signedHeaders.containsAll(List.of("x-acs-action", "x-acs-version"))) {
      throw new RpcException(
          400, "IncompleteSignature", "x-acs-action and x-acs-version must be signed.");
    }
    String canonical = Acs3Signature.canonicalRequest(request.head(), signedHeaders);
    Accepted accepted =
        accepted(
            request,
            authenticator.authenticate(request.head(), now),
            Acs3Signature.stringToSign(canonical));
    if (!authenticator.bodyMatches(request.head(), request.body().getBytes())) {
      throw new RpcException(
          400, "SignatureDoesNotMatch", "x-acs-content-sha256 is not the SHA-256 of the body.");
    }
    return accepted;
  }

  private Accepted byParameters(RpcRequest request, Instant now) {
    if (oldSignature == OldSignature.REFUSED) {
      throw new RpcException(
          400, "IncompleteSignature", "This service takes the signature ACS3-HMAC-SHA256 only.");
    }
    RpcParameters given = RpcParameters.of(request.pairs());
    String accessKeyId = given.required("AccessKeyId");
    String signature = given.required("Signature");
    String nonce = given.required("SignatureNonce");
    String timestamp = given.text("Timestamp").orElseThrow(() -> RpcException.missing("TimeStamp"));
    requireWord(given, "SignatureMethod", "HMAC-SHA1");
    requireWord(given, "SignatureVersion", "1.0");
    if (given.text("SignatureType").isPresent() || given.names().contains("SecurityToken")) {
      throw new RpcException(
          400, "UnsupportedParameter", "Bearer and security tokens are not supported.");
    }
    Instant date =
        SignatureDate.parse(timestamp)
            .orElseThrow(
                () ->
                    new RpcException(
                        400,
                        "IllegalTimestamp",
                        "The input parameter \"Timestamp\" " + SignatureDate.FORM + "."));
    List<Map.Entry<String, String>> pairs = request.pairs();
    String method = request.head().method();
    Set<String> strings = new LinkedHashSet<>();
    strings.add(RpcSignature.stringToSign(method, pairs));
    strings.add(RpcSignature.stringToSignWithoutEmpty(method, pairs));
    return accepted(
        request,
        authenticator.authenticate(new Signed(accessKeyId, nonce, date), strings, signature, now),
        strings.iterator().next());
  }

  private static void requireWord(RpcParameters given, String name, String word) {
    if (!given.required(name).equals(word)) {
      throw new RpcException(
          400, "InvalidParamater", "The specified parameter \"%s\" is not valid.".formatted(name));
    }
  }

  private static Accepted accepted(
      RpcRequest request, AuthenticationResult result, String stringToSign) {
    if (result instanceof Accepted accepted) {
      return accepted;
    }
    if (result instanceof Refused refused) {
      throw refusal(request, refused.cause(), refused.reason(), stringToSign);
    }
    throw throttled();
  }

  private static RpcException throttled() {
    return new RpcException(400, "Throttling", "Request was denied due to request throttling.");
  }

  private static RpcException refusal(
      RpcRequest request, Cause cause, String reason, String stringToSign) {
    return switch (cause) {
      case MALFORMED -> new RpcException(400, "IncompleteSignature", reason);
      case UNKNOWN_KEY ->
          new RpcException(
              request.product() == Product.KMS ? 404 : 400,
              "InvalidAccessKeyId.NotFound",
              "Specified access key is not found.");
      case DISABLED_KEY ->
          new RpcException(403, "Forbidden.AccessKeyDisabled", "The AccessKey is disabled.");
      // Clients compare what follows the colon with their own string.
      case WRONG_SIGNATURE ->
          new RpcException(
              400,
              "SignatureDoesNotMatch",
              "Specified signature does not match our calculation. server string to sign is:"
                  + stringToSign);
      case OUT_OF_TIME ->
          new RpcException(
              400,
              "IllegalTimestamp",
              "The input parameter \"Timestamp\" that is mandatory for processing this request is"
                  + " not supplied or outside of 15 minutes.");
      case REPLAYED -> nonceUsed();
    };
  }

  private static RpcException nonceUsed() {
    return new RpcException(
        400, "SignatureNonceUsed", "Specified signature nonce was used already.");
  }
}
