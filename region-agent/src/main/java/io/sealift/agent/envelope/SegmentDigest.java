package io.sealift.agent.envelope;

import java.util.HexFormat;
import org.bouncycastle.crypto.SavableDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * The digest that names one sealed segment: SHA-256 from the header to the table tag, without the
 * padding.
 */
final class SegmentDigest {
  private SegmentDigest() {}

  static String ofHead(byte[] head, int blockCount) {
    SavableDigest sha256 = SHA256Digest.newInstance();
    sha256.update(head, 0, SegmentFormat.tableEnd(blockCount) + SegmentFormat.TAG_LENGTH);
    byte[] digest = new byte[sha256.getDigestSize()];
    sha256.doFinal(digest, 0);
    return HexFormat.of().formatHex(digest);
  }
}
