package io.sealift.benchmark.part;

import io.sealift.benchmark.study.DecisionFixture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decisions of the engine while targets wait; nothing is journaled. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecisionBenchmark {
  /** How many targets wait. */
  @Param({"10", "1000", "10000"})
  public int waiting;

  private DecisionFixture engine = new DecisionFixture();

  /** Fills the queue. */
  @Setup
  public void fill() {
    engine = new DecisionFixture();
    for (int i = 0; i < waiting; i++) {
      engine.submit();
    }
    engine.tick();
  }

  /** Decisions per second on nothing but the passing of time. */
  @Benchmark
  public Object tick() {
    return engine.tick();
  }

  /** Decisions per second on reports of agents: mostly of segments, which make room for others. */
  @Benchmark
  public Object report() {
    return engine.report();
  }
}
