package io.sealift.coordinator.api;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Operation.KeyChange;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.copy.AccountId;
import io.sealift.copy.RandomIdSource;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides by the real rules, tells what was written, and takes it back. Operations of keys end well
 * at once, as if an agent had carried them out.
 */
final class DecidingEngine implements FakeEngine.Decision {
  private final ClusterView view;
  private final JobDecider decider =
      new JobDecider(
          Policy.defaults(Set.of(TestCluster.EAST, TestCluster.WEST)), new RandomIdSource());
  private final AtomicInteger commands = new AtomicInteger();
  private final Map<String, Entity> seeds = new HashMap<>();
  private final Set<String> written = new TreeSet<>();

  /** Begins with what the view holds now. */
  DecidingEngine(ClusterView view) {
    this.view = view;
    view.visit(state -> seeds.putAll(state.entities()));
  }

  @Override
  public CommandOutcome decide(AccountId account, Command command) {
    String id = "c-" + commands.incrementAndGet();
    return view.read(
        state -> {
          Changes changes = new Changes(state);
          CommandMessage message = new CommandMessage(id, account, TestCluster.NOW, command);
          decider.command(changes, message, TestCluster.NOW);
          changes.records().forEach((key, entity) -> wrote(state, key, entity));
          return state.find(CommandOutcome.class, CommandOutcome.key(id)).orElseThrow();
        });
  }

  private void wrote(ClusterState state, String key, Optional<Entity> entity) {
    if (entity.filter(CommandOutcome.class::isInstance).isPresent()) {
      return;
    }
    written.add(key);
    if (entity.orElse(null) instanceof Operation operation
        && operation.kind() instanceof KeyChange change) {
      state.apply(key, operation.succeeded("done", TestCluster.NOW));
      RegionKey made =
          new RegionKey(
              KeyDescription.unrotated(
                  change.keyId(),
                  operation.region(),
                  Optional.of(operation.account()),
                  KeyState.ENABLED,
                  change.description(),
                  TestCluster.NOW));
      if (state.find(made.key()).isEmpty()) {
        state.apply(made.key(), made);
      }
    }
  }

  /** The keys of what was written since the last call, which is all as it was again. */
  Set<String> takeBack() {
    return view.read(
        state -> {
          Set<String> touched = new TreeSet<>(state.entities().keySet());
          touched.addAll(seeds.keySet());
          touched.stream()
              .filter(key -> state.find(key).orElse(null) != seeds.get(key))
              .forEach(key -> state.apply(key, seeds.get(key)));
          Set<String> taken = new TreeSet<>(written);
          written.clear();
          return taken;
        });
  }
}
