package io.sealift.agent.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decodes segment files and manifests as {@code docs/formats.md} describes them, with nothing but
 * the JDK's cryptography and a JSON parser. It must not use a class of the product: it shows that
 * the page is complete and the product true to it.
 */
final class IndependentDecoder {
  private final byte[] dataKey;
  private final String sealId;
  private final long size;
  private final int blockSize;
  private final long segmentSize;

  IndependentDecoder(byte[] dataKey, String sealId, long size, int blockSize, long segmentSize) {
    this.dataKey = dataKey;
    this.sealId = sealId;
    this.size = size;
    this.blockSize = blockSize;
    this.segmentSize = segmentSize;
  }

  /** The plain bytes of every sealed block, by its number in the segment. */
  SortedMap<Integer, byte[]> decodeSegment(int segment, byte[] file)
      throws GeneralSecurityException {
    ByteBuffer view = ByteBuffer.wrap(file);
    require(new String(file, 0, 4, StandardCharsets.US_ASCII).equals("SLSG"), "magic");
    require(file[4] == 1 && file[5] == 1 && view.getShort(6) == 0, "version, suite, flags");
    require(
        view.getInt(8) == blockSize && view.getInt(12) == segment && view.getInt(20) == 0,
        "header");
    int n = view.getInt(16);
    require(Arrays.equals(Arrays.copyOfRange(file, 24, 64), paddedSealId()), "seal id");
    byte[] salt = Arrays.copyOfRange(file, 64, 96);
    byte[] info = join(context(), ByteBuffer.allocate(4).putInt(segment).array());
    byte[] commitment = hkdf(salt, join(ascii("sealift/1/commitment"), info));
    require(Arrays.equals(commitment, Arrays.copyOfRange(file, 96, 128)), "commitment");
    SecretKeySpec key =
        new SecretKeySpec(hkdf(salt, join(ascii("sealift/1/segment"), info)), "AES");

    int tableEnd = 128 + 24 * n;
    byte[] cut =
        ByteBuffer.allocate(24).putLong(size).putLong(blockCount()).putLong(segmentSize).array();
    byte[] tableTag = Arrays.copyOfRange(file, tableEnd, tableEnd + 16);
    gcmOpen(key, nonce(0xFFFFFFFF, 0), join(Arrays.copyOf(file, tableEnd), cut), tableTag);

    int at = (tableEnd + 16 + 4095) / 4096 * 4096;
    for (int i = tableEnd + 16; i < at; i++) {
      require(file[i] == 0, "padding");
    }
    SortedMap<Integer, byte[]> blocks = new TreeMap<>();
    for (int block = 0; block < n; block++) {
      int entry = 128 + 24 * block;
      int length = view.getInt(entry) & 0xFFFFFF;
      if (file[entry] == 0) {
        continue;
      }
      require(file[entry] == 1, "kind");
      byte[] ciphertext = Arrays.copyOfRange(file, at, at + length);
      CRC32C crc = new CRC32C();
      crc.update(ciphertext);
      require((int) crc.getValue() == view.getInt(entry + 20), "checksum");
      long onDisk = segment * (segmentSize / blockSize) + block;
      byte[] place = ByteBuffer.allocate(12).putLong(onDisk).putInt(length).array();
      byte[] data = join(join(Arrays.copyOf(file, 64), place), cut);
      byte[] tag = Arrays.copyOfRange(file, entry + 4, entry + 20);
      blocks.put(block, gcmOpen(key, nonce(0, onDisk), data, join(ciphertext, tag)));
      at += length;
    }
    require(at == file.length, "length");
    return blocks;
  }

  /** The digest that receipts and manifests name a segment by. */
  static String digest(byte[] file) throws GeneralSecurityException {
    int n = ByteBuffer.wrap(file).getInt(16);
    byte[] covered = Arrays.copyOf(file, 144 + 24 * n);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(covered));
  }

  /** The body of a manifest, after its HMAC was checked. */
  JsonNode decodeManifest(byte[] file) throws GeneralSecurityException, IOException {
    String text = new String(file, StandardCharsets.UTF_8);
    String start = "{\"manifest\":";
    int middle = text.lastIndexOf(",\"hmac\":\"");
    require(text.startsWith(start) && text.endsWith("\"}\n"), "frame");
    byte[] body = text.substring(start.length(), middle).getBytes(StandardCharsets.UTF_8);
    byte[] key = hkdf(new byte[32], join(ascii("sealift/1/manifest"), context()));
    String expected = HexFormat.of().formatHex(hmac(key, body));
    require(text.substring(middle + 9, text.length() - 3).equals(expected), "hmac");
    return new ObjectMapper().readTree(body);
  }

  private long blockCount() {
    return (size + blockSize - 1) / blockSize;
  }

  private byte[] context() {
    ByteBuffer context = ByteBuffer.allocate(40 + 4 + 24).put(paddedSealId()).putInt(blockSize);
    return context.putLong(size).putLong(blockCount()).putLong(segmentSize).array();
  }

  private byte[] paddedSealId() {
    return Arrays.copyOf(ascii(sealId), 40);
  }

  private byte[] hkdf(byte[] salt, byte[] info) throws GeneralSecurityException {
    return hmac(hmac(salt, dataKey), join(info, new byte[] {1}));
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] nonce(int kind, long number) {
    return ByteBuffer.allocate(12).putInt(kind).putLong(number).array();
  }

  private static byte[] gcmOpen(SecretKeySpec key, byte[] nonce, byte[] data, byte[] sealed)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(data);
    return cipher.doFinal(sealed);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("does not decode: " + what);
    }
  }
}
