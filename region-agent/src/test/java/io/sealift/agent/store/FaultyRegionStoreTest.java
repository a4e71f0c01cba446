package io.sealift.agent.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FaultyRegionStoreTest extends RegionStoreContract {
  @TempDir Path directory;

  @Override
  RegionStore newStore() throws Exception {
    return new FaultyRegionStore(new FileRegionStore(directory), Long.MAX_VALUE);
  }
}
