package io.sealift.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Acs3SignatureTest {
  private static final byte[] NO_BODY = {};
  private static final List<String> SIGNED =
      List.of(
          "host",
          "x-acs-action",
          "x-acs-content-sha256",
          "x-acs-date",
          "x-acs-signature-nonce",
          "x-acs-version");

  private static final SignedRequest RUN_INSTANCES =
      request(
          "ecs.cn-shanghai.aliyuncs.com",
          "RunInstances",
          "2023-10-26T10:22:32Z",
          "3156853299f313e23d1673dc12e1703d",
          List.of(
              Map.entry("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
              Map.entry("RegionId", "cn-shanghai")));

  @Test
  void thePublishedVectorIsReproduced() {
    String canonical = Acs3Signature.canonicalRequest(RUN_INSTANCES, SIGNED);

    assertThat(Hashes.sha256Hex(canonical.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
    assertThat(Acs3Signature.sign("YourAccessKeySecret", canonical))
        .isEqualTo("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
  }

  @Test
  void parametersAreOrderedByNameAlone() {
    SignedRequest request =
        request(
            "h",
            "A",
            "d",
            "n",
            List.of(Map.entry("ResourceId.10", "s-10"), Map.entry("ResourceId.1", "s-1")));

    assertThat(Acs3Signature.canonicalRequest(request, SIGNED))
        .contains("\nResourceId.1=s-1&ResourceId.10=s-10\n");
  }

  @Test
  void namesAndValuesThatNeedEscapesAreSignedAsTheSdksDo() {
    SignedRequest copyImage =
        request(
            "localhost:8080",
            "CopyImage",
            "2026-01-02T03:04:05Z",
            "n1",
            List.of(
                Map.entry("RegionId", "cn-hangzhou"),
                Map.entry("ImageId", "m-src"),
                Map.entry("DestinationRegionId", "cn-shanghai"),
                Map.entry("DestinationImageName", "copy of *it's* (a)~b 中文"),
                Map.entry("DestinationDescription", ""),
                Map.entry("Encrypted", "true"),
                Map.entry("Tag.1.Key", "k 1"),
                Map.entry("Tag.1.Value", "")));

    String canonical = Acs3Signature.canonicalRequest(copyImage, SIGNED);

    assertThat(Hashes.sha256Hex(canonical.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("1df555de01d056d534d686a608d602aba695ec67b6c6464e08ad70bf02b9b2dc");
    assertThat(Acs3Signature.sign("testsecret", canonical))
        .isEqualTo("83424a53c24b370350b935d952a2fc50c89973359abde7ede88ac9d692e86366");
  }

  @Test
  void aRequestThatWasSignedHereIsAcceptedHere() {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    SignedRequest request =
        new SignedRequest(
            "POST", "/v1/jobs", List.of(Map.entry("a", "b")), Map.of("host", "localhost:7100"));
    AccessKey key = new AccessKey("AK1", "testsecret");
    Map<String, String> added =
        Acs3Signature.headersFor(request, body, key, "2026-01-02T03:04:05Z", "n1");

    Map<String, String> headers = new HashMap<>(request.headers());
    headers.putAll(added);
    var authorization = Acs3Signature.parse(headers.getOrDefault("authorization", ""));
    String canonical =
        Acs3Signature.canonicalRequest(
            new SignedRequest("POST", "/v1/jobs", request.query(), headers),
            authorization.signedHeaders());

    assertThat(authorization.accessKeyId()).isEqualTo("AK1");
    assertThat(authorization.signedHeaders())
        .contains("host", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256");
    assertThat(Acs3Signature.matches("testsecret", canonical, authorization.signature())).isTrue();
    assertThat(Acs3Signature.matches("other", canonical, authorization.signature())).isFalse();
    assertThat(key).hasToString("AccessKey[AK1]");
  }

  @Test
  void theFieldsOfTheAuthorizationHeaderMayStandInAnyOrder() {
    assertThat(Acs3Signature.parse("ACS3-HMAC-SHA256 Signature=s, SignedHeaders=A;b,Credential=k"))
        .isEqualTo(new Acs3Signature.Authorization("k", List.of("a", "b"), "s"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic abc",
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 ",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b",
        "ACS3-HMAC-SHA256 Credential=a,Credential=a,SignedHeaders=b,Signature=c",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c,Extra=d",
        "ACS4-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c",
      })
  void anAuthorizationHeaderOfAnotherFormIsRefused(String header) {
    assertThatIllegalArgumentException().isThrownBy(() -> Acs3Signature.parse(header));
  }

  private static SignedRequest request(
      String host,
      String action,
      String date,
      String nonce,
      List<Map.Entry<String, String>> query) {
    return new SignedRequest(
        "POST",
        "/",
        query,
        Map.of(
            "host", host,
            "x-acs-action", action,
            "x-acs-version", "2014-05-26",
            "x-acs-date", date,
            "x-acs-signature-nonce", nonce,
            "x-acs-content-sha256", Acs3Signature.contentSha256(NO_BODY)));
  }
}
