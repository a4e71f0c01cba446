package io.sealift.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  static Stream<Arguments> prefixed() {
    return Stream.of(
        kind(AttemptId.PREFIX, AttemptId::new),
        kind(CopyJobId.PREFIX, CopyJobId::new),
        kind(ImageId.PREFIX, ImageId::new),
        kind(KeyId.PREFIX, KeyId::new),
        kind(SealId.PREFIX, SealId::new),
        kind(SnapshotId.PREFIX, SnapshotId::new),
        kind(TaskId.PREFIX, TaskId::new));
  }

  static Stream<Arguments> named() {
    return Stream.of(kind("", AccountId::new), kind("", AgentId::new), kind("", RegionId::new));
  }

  private static Arguments kind(String prefix, Function<String, Object> constructor) {
    return Arguments.of(prefix, constructor);
  }

  @ParameterizedTest
  @MethodSource("prefixed")
  void aPrefixedIdIsItsPrefixAndUpTo32LettersOrDigits(String prefix, Function<String, Object> id) {
    assertThat(id.apply(prefix + "a")).hasToString(prefix + "a");
    assertThat(id.apply(prefix + "z9".repeat(16))).hasToString(prefix + "z9".repeat(16));
    assertThat(id.apply(prefix + new RandomIdSource().next())).isNotNull();
    for (String hostile :
        new String[] {"", "A", "a/b", "..", "a.b", "a-b", "a\n", "a ", "ä", "z".repeat(33)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> id.apply(prefix + hostile));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> id.apply("x-abc"));
    assertThatIllegalArgumentException().isThrownBy(() -> id.apply("abc"));
  }

  @ParameterizedTest
  @MethodSource("named")
  void aNameHas1To40LowerCaseLettersDigitsOrInnerHyphens(
      String unused, Function<String, Object> id) {
    assertThat(id.apply("eu")).hasToString("eu");
    assertThat(id.apply("cn-hangzhou-1")).hasToString("cn-hangzhou-1");
    assertThat(id.apply("a".repeat(40))).isNotNull();
    for (String hostile :
        new String[] {
          "", "-", "-ab", "ab-", "Ab", "a_b", "a.b", "../x", "a b", "ab\n", "a".repeat(41)
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> id.apply(hostile));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "ä", "\u007f"})
  void aRequestTokenIsVisibleAscii(String hostile) {
    assertThatIllegalArgumentException().isThrownBy(() -> new RequestToken(hostile));
    assertThatIllegalArgumentException().isThrownBy(() -> new RequestToken("x".repeat(65)));
    assertThat(new RequestToken("!~".repeat(32))).isNotNull();
  }

  @Test
  void aKeyReferenceIsOneOfTheRegionsOwnKeysOrACustomerKey() {
    assertThat(KeyReference.STORAGE.isCustomerKey()).isFalse();
    assertThat(KeyReference.SERVICE.isCustomerKey()).isFalse();
    assertThat(KeyReference.of(new KeyId("key-1")).isCustomerKey()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyReference("alias/other"));
  }

  @Test
  void generationsCountUpFromNone() {
    assertThat(Generation.NONE.next()).isEqualTo(new Generation(1)).isGreaterThan(Generation.NONE);
    assertThatIllegalArgumentException().isThrownBy(() -> new Generation(-1));
  }

  @Test
  void drawnIdsDoNotRepeat() {
    RandomIdSource source = new RandomIdSource();
    Set<String> drawn = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      drawn.add(source.next());
    }

    assertThat(drawn).hasSize(10_000).allMatch(id -> id.matches("[a-z0-9]{20}"));
  }
}
