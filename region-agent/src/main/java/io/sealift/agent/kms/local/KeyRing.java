package io.sealift.agent.kms.local;

import io.sealift.agent.kms.KmsException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All keys of one region, as one version of the key ring's file has them. Immutable. */
final class KeyRing {
  /** Names one version of one key. */
  record MaterialId(KeyId keyId, int version) implements Comparable<MaterialId> {
    @Override
    public int compareTo(MaterialId other) {
      int byKey = keyId.compareTo(other.keyId);
      return byKey != 0 ? byKey : Integer.compare(version, other.version);
    }
  }

  private final RegionId region;
  private final SortedMap<KeyId, LocalKey> keys;
  private final SortedMap<MaterialId, byte[]> material;

  KeyRing(
      RegionId region, SortedMap<KeyId, LocalKey> keys, SortedMap<MaterialId, byte[]> material) {
    this.region = region;
    this.keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    this.material = Collections.unmodifiableSortedMap(new TreeMap<>(material));
  }

  static KeyRing empty(RegionId region) {
    return new KeyRing(region, new TreeMap<>(), new TreeMap<>());
  }

  RegionId region() {
    return region;
  }

  Collection<LocalKey> keys() {
    return keys.values();
  }

  SortedMap<MaterialId, byte[]> material() {
    return material;
  }

  Optional<LocalKey> find(KeyId keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }

  Optional<LocalKey> find(KeyReference reference) {
    return reference.isCustomerKey()
        ? find(new KeyId(reference.value()))
        : keys.values().stream()
            .filter(key -> key.alias().equals(Optional.of(reference)))
            .findFirst();
  }

  LocalKey require(KeyId keyId) throws KmsException {
    return find(keyId).orElseThrow(() -> notFound(keyId));
  }

  /** The bytes of one version of a key: this ring's own array, not to be changed. */
  byte[] requireMaterial(KeyId keyId, int version) throws KmsException {
    byte[] bytes = material.get(new MaterialId(keyId, version));
    if (bytes == null) {
      throw notFound(keyId);
    }
    return bytes;
  }

  /** The ring with a key that is new, or new in its version. */
  KeyRing with(LocalKey key, byte[] newMaterial) {
    SortedMap<MaterialId, byte[]> more = new TreeMap<>(material);
    more.put(new MaterialId(key.keyId(), key.version()), newMaterial);
    return new KeyRing(region, put(key), more);
  }

  /** The ring with a key's description replaced. */
  KeyRing with(LocalKey key) {
    return new KeyRing(region, put(key), material);
  }

  boolean hasExpired(Instant now) {
    return keys.values().stream().anyMatch(key -> key.isExpired(now));
  }

  /**
   * The ring without the keys whose waiting period is over: nothing sealed under them opens again.
   */
  KeyRing withoutExpired(Instant now) {
    SortedMap<KeyId, LocalKey> kept = new TreeMap<>(keys);
    kept.values().removeIf(key -> key.isExpired(now));
    SortedMap<MaterialId, byte[]> keptMaterial = new TreeMap<>(material);
    keptMaterial.keySet().removeIf(id -> !kept.containsKey(id.keyId()));
    return new KeyRing(region, kept, keptMaterial);
  }

  private SortedMap<KeyId, LocalKey> put(LocalKey key) {
    SortedMap<KeyId, LocalKey> changed = new TreeMap<>(keys);
    changed.put(key.keyId(), key);
    return changed;
  }

  private static KmsException notFound(KeyId keyId) {
    return new KmsException(FailureCode.KEY_NOT_FOUND, "no key %s in this region".formatted(keyId));
  }
}
