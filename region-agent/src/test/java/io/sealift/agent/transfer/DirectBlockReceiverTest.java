package io.sealift.agent.transfer;

import java.nio.ByteBuffer;

/** A verbatim copy reads into memory outside the heap, which the kernel fills without a copy. */
class DirectBlockReceiverTest extends BlockReceiverContract {
  @Override
  ByteBuffer memory(int length) {
    return ByteBuffer.allocateDirect(length);
  }
}
