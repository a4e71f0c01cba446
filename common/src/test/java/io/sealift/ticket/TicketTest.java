package io.sealift.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.WrappedKey;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
  private static final Instant EXPIRES = NOW.plusSeconds(60);
  private static final RegionId NORTH = new RegionId("north");
  private static final RegionId SOUTH = new RegionId("south");
  private static final CopyJobId JOB = new CopyJobId("j-1");
  private static final SnapshotId SNAPSHOT = new SnapshotId("s-1");
  private static final TransferTicket PULL =
      new TransferTicket.Pull(JOB, NORTH, SOUTH, SNAPSHOT, 0, 4, EXPIRES);

  private final TicketSigner signer = new TicketSigner("c1");
  private final TicketVerifier verifier = new TicketVerifier();

  static Stream<TransferTicket> tickets() {
    return Stream.of(
        PULL,
        new TransferTicket.Grant(JOB, NORTH, SOUTH, SNAPSHOT, EXPIRES),
        new TransferTicket.Upload(
            new TaskHead(new TaskId("t-1"), 1, JOB, NORTH),
            SnapshotGeometry.ofSize(1 << 20),
            new PreparedSnapshot(
                SNAPSHOT, new SealId("c-1"), new WrappedKey(new KeyId("key-1"), 1, "AA==")),
            EXPIRES),
        new TransferTicket.Download(NORTH, SNAPSHOT, EXPIRES),
        new TransferTicket.UseKey(NORTH, "ab".repeat(32), EXPIRES));
  }

  @ParameterizedTest
  @MethodSource("tickets")
  void aTicketOfAnAnnouncedSignerSaysWhatWasSigned(TransferTicket ticket) throws Exception {
    verifier.trust(signer.announcement(EXPIRES));

    assertThat(verifier.verify(signer.sign(ticket), NOW)).isEqualTo(ticket);
    assertThat(verifier.verify(signer.sign(ticket), EXPIRES)).isEqualTo(ticket);
    assertThat(ticket.region()).isEqualTo(NORTH);
  }

  @Test
  void anExpiredTicketIsRefused() {
    verifier.trust(signer.announcement(EXPIRES.plusSeconds(600)));

    refused(signer.sign(PULL), EXPIRES.plusMillis(1), "ticket has expired");
  }

  @Test
  void aTicketOfASignerThatWasNotAnnouncedIsRefused() {
    verifier.trust(new TicketSigner("c2").announcement(EXPIRES));

    refused(signer.sign(PULL), NOW, "ticket is signed by an unknown key");
  }

  @Test
  void aTicketForgedUnderAnAnnouncedNameIsRefused() {
    verifier.trust(signer.announcement(EXPIRES));

    refused(new TicketSigner("c1").sign(PULL), NOW, "ticket's signature does not match");
  }

  @Test
  void aSignersTicketsEndWithItsAnnouncement() {
    verifier.trust(signer.announcement(NOW.minusSeconds(1)));

    refused(signer.sign(PULL), NOW, "ticket is signed by an unknown key");
  }

  @RepeatedTest(10)
  void aTicketWhoseBytesWereAlteredIsRefusedAtEveryPlace() {
    verifier.trust(signer.announcement(EXPIRES));
    String ticket = signer.sign(PULL);

    for (int i = 0; i < ticket.length(); i++) {
      char other = ticket.charAt(i) == 'A' ? 'B' : 'A';
      String altered = ticket.substring(0, i) + other + ticket.substring(i + 1);
      assertThatExceptionOfType(TicketRefusedException.class)
          .as("altered at %d", i)
          .isThrownBy(() -> verifier.verify(altered, NOW))
          .withMessageNotContaining(ticket);
    }
  }

  @Test
  void aTicketThatWasCutOffIsRefusedAtEveryLength() {
    verifier.trust(signer.announcement(EXPIRES));
    String ticket = signer.sign(PULL);

    for (int length = 0; length < ticket.length(); length++) {
      String cut = ticket.substring(0, length);
      assertThatExceptionOfType(TicketRefusedException.class)
          .isThrownBy(() -> verifier.verify(cut, NOW));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "c1..", "c1.e30.AA", "c1.%%%.AA", "a.b.c.d", "c1.AA.====="})
  void whatIsNoTicketIsRefused(String text) {
    verifier.trust(signer.announcement(EXPIRES));

    assertThatExceptionOfType(TicketRefusedException.class)
        .isThrownBy(() -> verifier.verify(text, NOW));
  }

  @Test
  void aTicketOfHugeLengthIsRefusedUnread() {
    refused("x".repeat(8193), NOW, "ticket is too long");
  }

  private void refused(String ticket, Instant now, String reason) {
    assertThatExceptionOfType(TicketRefusedException.class)
        .isThrownBy(() -> verifier.verify(ticket, now))
        .withMessage(reason);
  }
}
