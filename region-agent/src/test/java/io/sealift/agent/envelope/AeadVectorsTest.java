package io.sealift.agent.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

class AeadVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  /** One test case of Project Wycheproof, as the columns of the file have it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
  private record Vector(byte[][] fields, boolean valid) {
    static Vector of(String... columns) {
      byte[][] fields = new byte[columns.length - 1][];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = HEX.parseHex(columns[i] == null ? "" : columns[i]);
      }
      return new Vector(fields, "valid".equals(columns[columns.length - 1]));
    }

    byte[] plain() {
      return fields[3];
    }

    byte[] ciphertext() {
      return fields[4];
    }

    byte[] tag() {
      return fields[5];
    }
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/vectors/aes-256-gcm.txt", delimiter = '|', nullValues = "none")
  void everyEngineAgreesWithTheVectors(ArgumentsAccessor columns) {
    String[] texts = new String[columns.size() - 1];
    Arrays.setAll(texts, i -> columns.getString(i + 1));
    Vector vector = Vector.of(texts);
    for (AeadEngine engine : AeadEngine.values()) {
      try (AeadCipher cipher = engine.create(vector.fields()[0])) {
        byte[] opened = new byte[vector.plain().length];
        byte[] sealed = new byte[opened.length];
        byte[] tag = new byte[16];
        cipher.begin(vector.fields()[1], vector.fields()[2]);
        cipher.seal(vector.plain(), 0, opened.length, sealed, 0);
        cipher.copyTag(tag, 0);
        cipher.begin(vector.fields()[1], vector.fields()[2]);
        boolean opens = cipher.open(vector.ciphertext(), 0, opened.length, vector.tag(), opened, 0);

        assertThat(opens).isEqualTo(vector.valid());
        assertThat(opened).isEqualTo(vector.valid() ? vector.plain() : new byte[opened.length]);
        assertThat(sealed).isEqualTo(vector.ciphertext());
        assertThat(Arrays.equals(tag, vector.tag())).isEqualTo(vector.valid());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(AeadEngine.class)
  void otherKeysNoncesAndTagsAreRefused(AeadEngine engine) {
    for (int length : new int[] {0, 1, 16, 24, 31, 33, 64}) {
      assertThatThrownBy(() -> engine.create(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (AeadCipher cipher = engine.create(new byte[32])) {
      for (int length : new int[] {0, 1, 8, 11, 13, 16, 32, 257}) {
        assertThatThrownBy(() -> cipher.begin(new byte[length], new byte[0]))
            .isInstanceOf(IllegalArgumentException.class);
      }
      cipher.begin(new byte[12], new byte[0]);
      for (int length : new int[] {0, 4, 8, 12, 15, 17, 32}) {
        assertThatThrownBy(() -> cipher.open(new byte[8], 0, 8, new byte[length], new byte[8], 0))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(AeadEngine.class)
  void bothEnginesAgreeAtEveryLengthAndOffset(AeadEngine engine) {
    Random random = new Random(5);
    byte[] key = new byte[32];
    random.nextBytes(key);
    byte[] plain = new byte[70_000];
    random.nextBytes(plain);
    for (int length = 0; length < 66_000; length = length < 600 ? length + 1 : length + 4093) {
      byte[] nonce = new byte[12];
      random.nextBytes(nonce);
      byte[] reference = seal(AeadEngine.JDK, key, nonce, plain, length);
      assertThat(seal(engine, key, nonce, plain, length)).isEqualTo(reference);
      try (AeadCipher cipher = engine.create(key)) {
        byte[] opened = new byte[length + 2];
        cipher.begin(nonce, nonce);
        byte[] tag = Arrays.copyOfRange(reference, length, length + 16);
        assertThat(cipher.open(reference, 0, length, tag, opened, 2)).isTrue();
        assertThat(Arrays.equals(opened, 2, length + 2, plain, 3, length + 3)).isTrue();
      }
    }
  }

  private static byte[] seal(
      AeadEngine engine, byte[] key, byte[] nonce, byte[] plain, int length) {
    byte[] out = new byte[length + 16];
    try (AeadCipher cipher = engine.create(key)) {
      cipher.begin(nonce, nonce);
      cipher.seal(plain, 3, length, out, 0);
      cipher.copyTag(out, length);
    }
    return out;
  }
}
