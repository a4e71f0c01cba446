package io.sealift.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.kafka.Topics;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordSignatureTest {
  private static final String DATE = "2026-01-02T03:04:05Z";
  private static final byte[] VALUE = "{\"version\":1}".getBytes(StandardCharsets.UTF_8);

  // Computed with another implementation of HMAC-SHA256, from the description in the type comment.
  @Test
  void theVectorIsReproduced() {
    assertThat(RecordSignature.sign("testsecret", Topics.COPY_REQUESTS, "AK1", DATE, VALUE))
        .isEqualTo("31a5194d14f4d2c09f1228153c0bae3caa972af860eaf873afc6395f3f34ab9e");
  }

  @Test
  void everyPartIsCovered() {
    String signature = RecordSignature.sign("testsecret", Topics.COPY_REQUESTS, "AK1", DATE, VALUE);

    assertThat(signature)
        .isNotEqualTo(RecordSignature.sign("other", Topics.COPY_REQUESTS, "AK1", DATE, VALUE))
        .isNotEqualTo(RecordSignature.sign("testsecret", Topics.COMMANDS, "AK1", DATE, VALUE))
        .isNotEqualTo(RecordSignature.sign("testsecret", Topics.COPY_REQUESTS, "AK2", DATE, VALUE))
        .isNotEqualTo(
            RecordSignature.sign(
                "testsecret", Topics.COPY_REQUESTS, "AK1", "2026-01-02T03:04:06Z", VALUE))
        .isNotEqualTo(
            RecordSignature.sign("testsecret", Topics.COPY_REQUESTS, "AK1", DATE, new byte[0]));
    assertThat(RecordSignature.equal(signature, signature)).isTrue();
    assertThat(RecordSignature.equal(signature, signature + "0")).isFalse();
  }
}
