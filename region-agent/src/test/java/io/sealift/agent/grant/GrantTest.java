package io.sealift.agent.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.envelope.DataKey;
import io.sealift.copy.SealId;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.junit.jupiter.api.Test;

class GrantTest {
  private static final SealId SEAL_ID = new SealId("c-1");
  private static final String TICKET = "ticket text";

  private final GrantKeyPair pair = GrantKeyPair.generate();
  private final GrantSealer sealer = new GrantSealer();

  private SealedGrant seal() {
    try (DataKey dataKey = DataKey.takeOwnershipOf(bytes())) {
      return sealer.seal(dataKey, SEAL_ID, pair.publicKey(), TICKET);
    }
  }

  private static byte[] bytes() {
    return HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2));
  }

  @Test
  void aGrantOpensForItsReceiver() throws GrantRefusedException {
    try (DataKey opened = pair.opener().open(seal(), TICKET)) {
      assertThat(opened.<byte[]>withBytes(byte[]::clone)).isEqualTo(bytes());
    }
  }

  @Test
  void aGrantDoesNotOpenForAnotherAgent() {
    SealedGrant grant = seal();

    assertThatThrownBy(() -> GrantKeyPair.generate().opener().open(grant, TICKET))
        .isInstanceOf(GrantRefusedException.class);
  }

  @Test
  void aGrantDoesNotOpenBesideAnotherTicket() {
    SealedGrant grant = seal();

    assertThatThrownBy(() -> pair.opener().open(grant, "other ticket"))
        .isInstanceOf(GrantRefusedException.class);
  }

  @Test
  void aGrantWithAnyByteOfItAlteredDoesNotOpen() {
    SealedGrant grant = seal();
    for (byte[] part : new byte[][] {grant.encapsulation(), grant.ciphertext()}) {
      for (int at = 0; at < part.length; at++) {
        part[at] ^= 1;
        assertThatThrownBy(() -> pair.opener().open(grant, TICKET))
            .isInstanceOf(GrantRefusedException.class);
        part[at] ^= 1;
      }
    }
  }

  @Test
  void aPointOfLowOrderIsNoEncapsulation() {
    SealedGrant grant = new SealedGrant(SEAL_ID, new byte[32], seal().ciphertext());

    assertThatThrownBy(() -> pair.opener().open(grant, TICKET))
        .isInstanceOf(GrantRefusedException.class);
  }

  @Test
  void aUselessPublicKeyIsRefused() {
    try (DataKey dataKey = DataKey.takeOwnershipOf(bytes())) {
      for (byte[] useless : new byte[][] {new byte[32], new byte[31], new byte[0]}) {
        assertThatThrownBy(() -> sealer.seal(dataKey, SEAL_ID, useless, TICKET))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void noTwoGrantsAreAlike() {
    assertThat(seal().ciphertext()).isNotEqualTo(seal().ciphertext());
  }

  @Test
  void aGrantTravelsAsJson() throws IOException, GrantRefusedException {
    SealedGrant grant = seal();

    byte[] json = StrictJson.mapper().writeValueAsBytes(grant);

    SealedGrant read = StrictJson.mapper().readValue(json, SealedGrant.class);
    pair.opener().open(read, TICKET).close();
  }

  /** RFC 9180, appendix A.1.1: the same KEM and KDF as ours, with AES-128-GCM. */
  @Test
  void theLibraryAgreesWithTheVectorsOfTheRfc() throws InvalidCipherTextException {
    HexFormat hex = HexFormat.of();
    HPKE hpke =
        new HPKE(
            HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    AsymmetricCipherKeyPair ephemeral =
        hpke.deriveKeyPair(
            hex.parseHex("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234"));
    AsymmetricCipherKeyPair receiver =
        hpke.deriveKeyPair(
            hex.parseHex("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037"));
    byte[] info = hex.parseHex("4f6465206f6e2061204772656369616e2055726e");

    HPKEContextWithEncapsulation sender = hpke.setupBaseS(receiver.getPublic(), info, ephemeral);
    byte[] sealed =
        sender.seal(
            hex.parseHex("436f756e742d30"),
            hex.parseHex("4265617574792069732074727574682c20747275746820626561757479"));

    assertThat(hex.formatHex(sender.getEncapsulation()))
        .isEqualTo("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    assertThat(hex.formatHex(sealed))
        .isEqualTo(
            "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                + "6d8770ac83d07bea87e13c512a");
  }
}
