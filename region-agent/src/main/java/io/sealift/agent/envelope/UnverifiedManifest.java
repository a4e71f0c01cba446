package io.sealift.agent.envelope;

import java.security.MessageDigest;

/**
 * A well-formed manifest that nobody has vouched for yet. What it {@link #claims} may be used to
 * find its files and to ask the key service for its data key, and for nothing else; {@link #verify}
 * makes it trustworthy.
 */
public final class UnverifiedManifest {
  private final Manifest claims;
  private final byte[] body;
  private final byte[] hmac;

  UnverifiedManifest(Manifest claims, byte[] body, byte[] hmac) {
    this.claims = claims;
    this.body = body;
    this.hmac = hmac;
  }

  /** What the manifest says. */
  public Manifest claims() {
    return claims;
  }

  /** The manifest, proven to be written under this data key. */
  public Manifest verify(DataKey dataKey) throws TamperedManifestException {
    if (!MessageDigest.isEqual(ManifestKey.hmac(dataKey, claims.context(), body), hmac)) {
      throw new TamperedManifestException(
          "cannot verify the manifest of snapshot %s: not written under this data key"
              .formatted(claims.snapshotId()));
    }
    return claims;
  }
}
