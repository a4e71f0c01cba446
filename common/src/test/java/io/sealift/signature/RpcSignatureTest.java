package io.sealift.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The published vector, and vectors computed from captured traffic of the official clients. */
class RpcSignatureTest {
  private static final List<Map.Entry<String, String>> COPY_IMAGE =
      List.of(
          Map.entry("Action", "CopyImage"),
          Map.entry("Format", "JSON"),
          Map.entry("Version", "2014-05-26"),
          Map.entry("AccessKeyId", "testid"),
          Map.entry("SignatureMethod", "HMAC-SHA1"),
          Map.entry("SignatureVersion", "1.0"),
          Map.entry("SignatureNonce", "11111111-2222-3333-4444-555555555555"),
          Map.entry("Timestamp", "2026-01-02T03:04:05Z"),
          Map.entry("RegionId", "cn-hangzhou"),
          Map.entry("ImageId", "m-src"),
          Map.entry("DestinationRegionId", "cn-shanghai"),
          Map.entry("DestinationImageName", "copy of *it's* (a)~b 中文"),
          Map.entry("DestinationDescription", ""),
          Map.entry("Encrypted", "true"),
          Map.entry("Tag.1.Key", "k 1"),
          Map.entry("Tag.1.Value", ""));

  @Test
  void thePublishedVectorIsMet() {
    List<Map.Entry<String, String>> parameters =
        List.of(
            Map.entry("Action", "DescribeRegions"),
            Map.entry("Format", "XML"),
            Map.entry("Version", "2014-05-26"),
            Map.entry("AccessKeyId", "testid"),
            Map.entry("SignatureMethod", "HMAC-SHA1"),
            Map.entry("SignatureVersion", "1.0"),
            Map.entry("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
            Map.entry("Timestamp", "2016-02-23T12:46:24Z"));

    assertThat(RpcSignature.sign("testsecret", RpcSignature.stringToSign("GET", parameters)))
        .isEqualTo("OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
  }

  @Test
  void bothFormsOfEmptyValuesAreMet() {
    assertThat(sign(RpcSignature.stringToSign("POST", COPY_IMAGE)))
        .isEqualTo("XouEd+bhPpfxslbEiymKNjKcGQU=");
    assertThat(sign(RpcSignature.stringToSignWithoutEmpty("POST", COPY_IMAGE)))
        .isEqualTo("vC4CaoHdBOTpFB9Rvt3IgpD9oJQ=");
    assertThat(sign(RpcSignature.stringToSign("GET", COPY_IMAGE)))
        .isEqualTo("QnZ9t4LwMhvwXXko1j32weLFsEE=");
    assertThat(sign(RpcSignature.stringToSignWithoutEmpty("GET", COPY_IMAGE)))
        .isEqualTo("fDvUpi3PWhye0ZWSO0/EMnyG0MI=");
  }

  @Test
  void theSignatureItselfIsNotSigned() {
    List<Map.Entry<String, String>> signed = new ArrayList<>(COPY_IMAGE);
    signed.add(Map.entry("Signature", "XouEd+bhPpfxslbEiymKNjKcGQU="));

    Set<String> strings = Set.of(RpcSignature.stringToSign("POST", signed));

    assertThat(RpcSignature.matches("testsecret", strings, "XouEd+bhPpfxslbEiymKNjKcGQU="))
        .isTrue();
    assertThat(RpcSignature.matches("testsecreT", strings, "XouEd+bhPpfxslbEiymKNjKcGQU="))
        .isFalse();
  }

  private static String sign(String stringToSign) {
    return RpcSignature.sign("testsecret", stringToSign);
  }
}
