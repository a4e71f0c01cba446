package io.sealift.agent.envelope;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF-SHA256 (RFC 5869): extract, then expand. */
public final class Hkdf {
  private Hkdf() {}

  /** Derives {@code length} bytes; an empty salt counts as 32 zero bytes, as the RFC has it. */
  public static byte[] derive(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(SHA256Digest.newInstance());
    generator.init(new HKDFParameters(keyMaterial, salt, info));
    byte[] derived = new byte[length];
    generator.generateBytes(derived, 0, length);
    return derived;
  }
}
