package io.sealift.system.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A comparison that ends at the first difference tells by its time how much of a guess was right.
 * So whatever makes a signature, a code or a commitment compares it in constant time.
 */
class ConstantTimeTest {
  private static final String SIGNATURES = "io.sealift.signature";
  private static final Set<String> END_EARLY =
      Set.of("equals", "equalsIgnoreCase", "contentEquals", "compareTo", "compare", "mismatch");

  // Looks at the names of headers, and compares no signature.
  private static final String CLIENT_SIDE = "io.sealift.signature.Acs3Signature.headersFor";

  private static Stream<JavaCodeUnit> codeThat(Predicate<MethodCallTarget> calls) {
    return ArchitectureTest.ALL.stream()
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(
            unit ->
                unit.getMethodCallsFromSelf().stream()
                    .map(JavaMethodCall::getTarget)
                    .anyMatch(calls));
  }

  private static boolean makesSecret(MethodCallTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    return owner.equals("javax.crypto.Mac")
        || (owner.startsWith(SIGNATURES) && (name.equals("sign") || name.startsWith("hmac")))
        || name.equals("hmac")
        || name.equals("commitment");
  }

  private static boolean endsEarly(MethodCallTarget target) {
    String owner = target.getOwner().getName();
    boolean comparesText = owner.startsWith("java.lang.") || owner.startsWith("java.util.");
    return comparesText && END_EARLY.contains(target.getName());
  }

  private static boolean takesConstantTime(MethodCallTarget target) {
    String owner = target.getOwner().getName();
    return (owner.equals("java.security.MessageDigest") && target.getName().equals("isEqual"))
        || (owner.equals(SIGNATURES + ".Hashes") && target.getName().equals("equal"));
  }

  @Test
  void whatMakesASignatureNeverComparesWithAnEarlyEnd() {
    assertThat(codeThat(ConstantTimeTest::makesSecret)).isNotEmpty();
    assertThat(
            codeThat(ConstantTimeTest::makesSecret)
                .filter(unit -> !unit.getFullName().startsWith(CLIENT_SIDE + "("))
                .filter(
                    unit ->
                        unit.getMethodCallsFromSelf().stream()
                            .anyMatch(call -> endsEarly(call.getTarget())))
                .map(JavaCodeUnit::getFullName))
        .isEmpty();
  }

  @Test
  void everyCheckOfASignatureComparesInConstantTime() {
    assertThat(
            codeThat(ConstantTimeTest::takesConstantTime)
                .map(unit -> unit.getOwner().getSimpleName() + "." + unit.getName()))
        .containsExactlyInAnyOrder(
            "Acs3Signature.matches",
            "BearerToken.isSignedWith",
            "Hashes.equal",
            "RecordSignature.equal",
            "RpcSignature.matches",
            "SegmentOpener.requireGenuine",
            "SessionToken.isSignedWith",
            "UnverifiedManifest.verify");
  }

  @Test
  void everyAuthenticatorAsksOneOfThem() {
    assertThat(
            codeThat(
                    target ->
                        target.getOwner().getPackageName().equals(SIGNATURES)
                            && Set.of("matches", "equal", "isSignedWith")
                                .contains(target.getName()))
                .map(unit -> unit.getOwner().getSimpleName())
                .filter(name -> name.endsWith("Authenticator")))
        .contains(
            "Authenticator", "RecordAuthenticator", "SessionAuthenticator", "TokenAuthenticator");
  }
}
