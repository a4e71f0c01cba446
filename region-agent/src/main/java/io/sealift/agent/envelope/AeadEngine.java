package io.sealift.agent.envelope;

import org.bouncycastle.crypto.CryptoServicesRegistrar;
import org.bouncycastle.crypto.NativeServices;

/**
 * The implementations of AES-256-GCM that an agent may run on. They give the same bytes at
 * different speeds.
 */
enum AeadEngine {
  /** BouncyCastle LTS with its native library: full speed from the first call. */
  BOUNCY_CASTLE_NATIVE {
    @Override
    AeadCipher create(byte[] key) {
      return new BouncyCastleAeadCipher(key);
    }

    @Override
    String label() {
      return "BouncyCastle LTS native ("
          + CryptoServicesRegistrar.getNativeServices().getVariant()
          + ")";
    }
  },
  /** The JDK's own: fast only once the JIT has compiled it. */
  JDK {
    @Override
    AeadCipher create(byte[] key) {
      return new JdkAeadCipher(key);
    }

    @Override
    String label() {
      return "JDK " + Runtime.version().feature();
    }
  };

  /** A cipher under a copy of the key. */
  abstract AeadCipher create(byte[] key);

  /** The name for people. */
  abstract String label();

  /** The faster of those that work here. */
  static AeadEngine best() {
    return CryptoServicesRegistrar.hasEnabledService(NativeServices.AES_GCM)
        ? BOUNCY_CASTLE_NATIVE
        : JDK;
  }
}
