package io.sealift.agent.transfer;

import java.nio.ByteBuffer;

/** A resealed copy reads into the heap, where the cipher is fastest. */
class HeapBlockReceiverTest extends BlockReceiverContract {
  @Override
  ByteBuffer memory(int length) {
    return ByteBuffer.allocate(length);
  }
}
