package io.sealift.agent.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** HMAC-SHA256 of manifests, under a key derived from data key and context. */
final class ManifestKey {
  private static final byte[] LABEL = "sealift/1/manifest".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_SALT = new byte[0];

  private ManifestKey() {}

  static byte[] hmac(DataKey dataKey, SealContext context, byte[] body) {
    ByteBuffer info = ByteBuffer.allocate(LABEL.length + SealContext.LENGTH).put(LABEL);
    context.encode(info);
    byte[] key = dataKey.derive(NO_SALT, info.array());
    HMac mac = new HMac(SHA256Digest.newInstance());
    mac.init(new KeyParameter(key));
    Arrays.fill(key, (byte) 0);
    mac.update(body, 0, body.length);
    byte[] value = new byte[mac.getMacSize()];
    mac.doFinal(value, 0);
    return value;
  }
}
