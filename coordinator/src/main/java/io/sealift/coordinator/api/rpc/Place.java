package io.sealift.coordinator.api.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * Where an item stands in a list: what was made last comes first, and ids settle what is left open.
 *
 * <p>A token is a place, not an item, so that a list can be followed while what was shown of it is
 * deleted. It bears a sum over the list that it belongs to, by which another account's, another
 * region's or an altered one is known. The sum keeps no secret: whoever makes a token gets to see
 * their own list from there on.
 */
public record Place(Instant at, String id) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::at).reversed().thenComparing(Place::id);
  private static final int SUM_DIGITS = 16;
  private static final int MAX_TOKEN = 512;

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  String token(String scope) {
    String text = at + "/" + id;
    byte[] token = (sum(scope, text) + text).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The place that a token of this list stands for; refuses every other. */
  static Place ofToken(String scope, String token) {
    String whole = decoded(token);
    if (whole.length() > SUM_DIGITS) {
      String text = whole.substring(SUM_DIGITS);
      int slash = text.indexOf('/');
      if (slash > 0 && whole.startsWith(sum(scope, text))) {
        try {
          return new Place(Instant.parse(text.substring(0, slash)), text.substring(slash + 1));
        } catch (DateTimeException e) {
          throw RpcException.invalid("NextToken");
        }
      }
    }
    throw RpcException.invalid("NextToken");
  }

  private static String decoded(String token) {
    if (token.length() > MAX_TOKEN) {
      throw RpcException.invalid("NextToken");
    }
    try {
      return new String(Base64.getUrlDecoder().decode(token), UTF_8);
    } catch (IllegalArgumentException e) {
      throw RpcException.invalid("NextToken");
    }
  }

  private static String sum(String scope, String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest((scope + "\n" + text).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, SUM_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
