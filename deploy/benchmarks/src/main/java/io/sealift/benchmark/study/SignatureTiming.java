package io.sealift.benchmark.study;

import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.MeanDifference;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.BearerToken;
import io.sealift.signature.RpcSignature;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Whether the time that a wrong signature takes tells how much of it was right: signatures whose
 * first character is wrong against those whose last one is. A comparison that does tell stands
 * beside them, so that finding nothing means something.
 */
final class SignatureTiming implements Study {
  private static final int SAMPLES = 100_000;
  private static final int WARM_UPS = 200_000;
  // What the machine does in between makes the slowest ones, whichever they are.
  private static final double KEPT = 0.95;
  private static final AccessKey KEY = new AccessKey("ak-timing", "secret-of-the-study");
  private static final Instant EXPIRES = Instant.ofEpochSecond(1_900_000_000);
  private static final String TEXT = "POST&%2F&Action%3DCopyImage";

  @Override
  public String name() {
    return "signature";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress) {
    String newer = Acs3Signature.sign(KEY.secret(), TEXT);
    String older = RpcSignature.sign(KEY.secret(), TEXT);
    String token = BearerToken.of(KEY, EXPIRES).signature();
    Set<String> texts = Set.of(TEXT);
    return new Figures(
        "signature: checks of signatures that are wrong at one end, %,d of each".formatted(SAMPLES),
        List.of("first wrong ns", "last wrong ns", "difference ns", "t"),
        List.of(
            row(
                "ACS3-HMAC-SHA256",
                newer,
                given -> Acs3Signature.matches(KEY.secret(), TEXT, given),
                progress),
            row(
                "HMAC-SHA1",
                older,
                given -> RpcSignature.matches(KEY.secret(), texts, given),
                progress),
            row(
                "bearer token",
                token,
                given -> new BearerToken(KEY.id(), EXPIRES, given).isSignedWith(KEY.secret()),
                progress),
            row(
                "for comparison: ends at the first difference",
                newer,
                given -> endsEarly(Acs3Signature.sign(KEY.secret(), TEXT), given),
                progress)));
  }

  private static Figures.Row row(
      String name, String right, Predicate<String> check, Consumer<String> progress) {
    progress.accept(name);
    if (!check.test(right)) {
      throw new IllegalStateException("the right signature is refused: " + name);
    }
    new Trial(right, check).run(WARM_UPS);
    MeanDifference found = new Trial(right, check).run(2 * SAMPLES);
    return Figures.Row.of(name, found.first(), found.second(), found.difference(), found.t());
  }

  private static boolean endsEarly(String expected, String given) {
    if (expected.length() != given.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (expected.charAt(i) != given.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Checks of wrong signatures of both kinds, in an order that chance decides. They are made a
   * batch at a time before any of it is timed: a processor still at work on a text would take its
   * time along into the check.
   */
  private record Trial(String right, Predicate<String> check) {
    private static final int BATCH = 1_000;

    MeanDifference run(int checks) {
      Random chance = new Random(92);
      double[] nanos = new double[checks];
      boolean[] isLast = new boolean[checks];
      String[] wrong = new String[BATCH];
      for (int from = 0; from < checks; from += BATCH) {
        for (int i = 0; i < BATCH; i++) {
          isLast[from + i] = chance.nextBoolean();
          wrong[i] = wrong(isLast[from + i] ? right.length() - 1 : 0);
        }
        for (int i = 0; i < BATCH; i++) {
          nanos[from + i] = timed(wrong[i]);
        }
      }
      double most = Arrays.stream(nanos).sorted().toArray()[(int) (KEPT * (checks - 1))];
      return MeanDifference.of(kept(nanos, isLast, false, most), kept(nanos, isLast, true, most));
    }

    /** A text of its own for each check, so that both kinds lie in memory alike. */
    private String wrong(int position) {
      char[] text = right.toCharArray();
      text[position] = text[position] == '0' ? '1' : '0';
      return new String(text);
    }

    private double timed(String wrong) {
      long start = System.nanoTime();
      boolean isTaken = check.test(wrong);
      long end = System.nanoTime();
      if (isTaken) {
        throw new IllegalStateException("a wrong signature is accepted: " + wrong);
      }
      return end - start;
    }

    private static double[] kept(double[] nanos, boolean[] isLast, boolean wanted, double most) {
      double[] kept = new double[nanos.length];
      int count = 0;
      for (int i = 0; i < nanos.length; i++) {
        if (isLast[i] == wanted && nanos[i] <= most) {
          kept[count++] = nanos[i];
        }
      }
      return Arrays.copyOf(kept, count);
    }
  }
}
