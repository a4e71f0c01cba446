package io.sealift.coordinator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.Endpoint;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LiveAgentsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final RegionId EAST = new RegionId("east");
  private static final RegionId WEST = new RegionId("west");

  private final LiveAgents agents = new LiveAgents();

  private static AgentRegistered agent(String id, RegionId region, int freeSlots) {
    return new AgentRegistered(
        new AgentId(id),
        region,
        "0.1.0",
        new Endpoint("127.0.0.1", 7001),
        new Endpoint("127.0.0.1", 7002),
        "ab".repeat(32),
        "Z3JhbnQ=",
        "c2lnbg==",
        4,
        freeSlots,
        1,
        2,
        "native",
        3,
        NOW);
  }

  @Test
  void anAgentIsAliveForEightSecondsAfterItsLastWord() {
    agents.registered(agent("east-1", EAST, 1), NOW);
    assertThat(agents.alive(NOW.plusSeconds(8))).hasSize(1);
    assertThat(agents.alive(NOW.plusSeconds(9))).isEmpty();
    agents.registered(agent("east-1", EAST, 1), NOW.plusSeconds(5));
    assertThat(agents.alive(NOW.plusSeconds(9))).hasSize(1);
    assertThat(agents.all()).hasSize(1);
  }

  @Test
  void anEarlierWordIsIgnored() {
    agents.registered(agent("east-1", EAST, 3), NOW);
    agents.registered(agent("east-1", EAST, 1), NOW.minusSeconds(1));
    assertThat(agents.all().get(0).freeSlots()).isEqualTo(3);
  }

  @Test
  void anAgentThatLeftIsGone() {
    agents.registered(agent("east-1", EAST, 1), NOW);
    agents.left(new AgentId("east-1"));
    assertThat(agents.all()).isEmpty();
    assertThat(agents.isAlive(new AgentId("east-1"), NOW)).isFalse();
  }

  @Test
  void aTransferGoesToTheIdlestLiveAgentOfItsRegion() {
    agents.registered(agent("east-1", EAST, 1), NOW);
    agents.registered(agent("east-2", EAST, 3), NOW);
    agents.registered(agent("east-3", EAST, 3), NOW);
    agents.registered(agent("east-4", EAST, 4), NOW.minusSeconds(60));
    agents.registered(agent("west-1", WEST, 4), NOW);
    assertThat(agents.pickForTransfer(EAST, NOW).orElseThrow().agentId())
        .isEqualTo(new AgentId("east-2"));
    assertThat(agents.pickForTransfer(new RegionId("north"), NOW)).isEmpty();
    assertThat(agents.aliveIn(EAST, NOW)).hasSize(3);
  }
}
