package io.sealift.agent.kms.local;

import io.sealift.agent.kms.local.KeyRing.MaterialId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * The key ring's file: a BCFKS key store, encrypted and authenticated under the first of the
 * directory's passwords, or still under another of them.
 *
 * <p>Each version of each key is an AES entry {@code <key id>/<version>}. What is told of the keys
 * is JSON in one more entry, carried as if it were an HMAC key: so one file, replaced as a whole,
 * holds both, and one check covers both.
 *
 * <p>Deriving keys from the password is slow on purpose; versions of keys never change, so those
 * that are known already are taken over and not decrypted again. One thread at a time.
 */
final class KeyRingFile {
  /** No ring has more keys; bounds what a file may make us read. */
  static final int MAX_KEYS = 10_000;

  private static final String DESCRIPTION_PREFIX = "sealift.keys.v";
  private static final String DESCRIPTION_ENTRY = DESCRIPTION_PREFIX + "2";

  /** Without {@code rotation}; otherwise the same. */
  private static final String OLD_DESCRIPTION_ENTRY = DESCRIPTION_PREFIX + "1";

  private static final int MAX_LENGTH = 32 << 20;

  private final Path file;
  private final BouncyCastleProvider provider = new BouncyCastleProvider();
  private List<String> passwords;
  private @Nullable Opened newest;

  KeyRingFile(Path file, List<String> passwords) {
    this.file = file;
    this.passwords = List.copyOf(passwords);
  }

  /** A key store, all entries of which are under its password. */
  private record Opened(KeyStore store, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return "opened key store";
    }

    byte[] entry(String name) throws IOException, GeneralSecurityException {
      var key = store.getKey(name, password.toCharArray());
      if (key == null) {
        throw new IOException("key ring lacks its entry " + name);
      }
      return key.getEncoded();
    }

    void put(String name, byte[] bytes, String algorithm) throws GeneralSecurityException {
      store.setKeyEntry(name, new SecretKeySpec(bytes, algorithm), password.toCharArray(), null);
    }
  }

  /** From now on these count; the first one is the next save's. */
  void use(List<String> others) {
    passwords = List.copyOf(others);
  }

  /** Whether the file as it was read last is under another password than the first. */
  boolean isUnderOldPassword() {
    return newest != null && !newest.password().equals(passwords.get(0));
  }

  /** The descriptions of all keys, as they stand in the file. */
  private record Descriptions(RegionId region, List<LocalKey> keys) {}

  boolean exists() {
    return Files.exists(file);
  }

  /** Reads the ring; key versions that {@code known} has are taken from there. */
  KeyRing load(KeyRing known) throws IOException, GeneralSecurityException {
    Opened opened = read();
    newest = opened;
    byte[] json = opened.entry(descriptionEntry(opened.store()));
    Descriptions descriptions = StrictJson.mapper().readValue(json, Descriptions.class);
    SortedMap<KeyId, LocalKey> keys = new TreeMap<>();
    SortedMap<MaterialId, byte[]> material = new TreeMap<>();
    for (LocalKey key : descriptions.keys()) {
      keys.put(key.keyId(), key);
      for (int version = 1; version <= key.version(); version++) {
        MaterialId id = new MaterialId(key.keyId(), version);
        byte[] bytes = known.material().get(id);
        material.put(id, bytes != null ? bytes : opened.entry(name(id)));
      }
    }
    return new KeyRing(descriptions.region(), keys, material);
  }

  private static String descriptionEntry(KeyStore store)
      throws IOException, GeneralSecurityException {
    if (store.containsAlias(DESCRIPTION_ENTRY)) {
      return DESCRIPTION_ENTRY;
    }
    if (store.containsAlias(OLD_DESCRIPTION_ENTRY)) {
      return OLD_DESCRIPTION_ENTRY;
    }
    String found =
        Collections.list(store.aliases()).stream()
            .filter(name -> name.startsWith(DESCRIPTION_PREFIX))
            .map(name -> name.substring(DESCRIPTION_PREFIX.length()))
            .findFirst()
            .orElse("none");
    throw new IOException("its version must be 1 or 2, not " + found);
  }

  /**
   * Replaces the file by this ring; the caller holds the directory's lock, and has loaded the file
   * if there is one.
   */
  void save(KeyRing ring) throws IOException, GeneralSecurityException {
    if (ring.keys().size() > MAX_KEYS) {
      throw new IOException("key ring is full: %d keys".formatted(MAX_KEYS));
    }
    Opened target = newest == null || isUnderOldPassword() ? empty() : newest;
    newest = target;
    KeyStore store = target.store();
    List<String> wanted = ring.material().keySet().stream().map(KeyRingFile::name).toList();
    for (String name : Collections.list(store.aliases())) {
      if (!wanted.contains(name)) {
        store.deleteEntry(name);
      }
    }
    for (var entry : ring.material().entrySet()) {
      String name = name(entry.getKey());
      if (!store.containsAlias(name)) {
        target.put(name, entry.getValue(), "AES");
      }
    }
    byte[] json =
        StrictJson.mapper()
            .writeValueAsBytes(new Descriptions(ring.region(), List.copyOf(ring.keys())));
    target.put(DESCRIPTION_ENTRY, json, "HmacSHA256");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, target.password().toCharArray());
    PrivateFiles.replace(file, bytes.toByteArray());
  }

  private Opened read() throws IOException, GeneralSecurityException {
    if (Files.size(file) > MAX_LENGTH) {
      throw new IOException("key ring is too long");
    }
    byte[] bytes = Files.readAllBytes(file);
    GeneralSecurityException refused = new KeyStoreException("no password");
    for (String password : passwords) {
      try {
        return new Opened(open(bytes, password), password);
      } catch (GeneralSecurityException e) {
        refused = e;
      }
    }
    throw refused;
  }

  private KeyStore open(byte[] bytes, String password) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("BCFKS", provider);
    try {
      store.load(new ByteArrayInputStream(bytes), password.toCharArray());
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      // The parser meets damage in all these ways; none of them is the disk's.
      throw new KeyStoreException("key store is damaged", e);
    }
    return store;
  }

  private Opened empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("BCFKS", provider);
    store.load(null, passwords.get(0).toCharArray());
    return new Opened(store, passwords.get(0));
  }

  private static String name(MaterialId id) {
    return id.keyId() + "/" + id.version();
  }
}
