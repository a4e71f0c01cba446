package io.sealift.agent.kms;

/** One call of a key service, as the decorators pass it on. */
@FunctionalInterface
interface KmsCall<T> {
  T run() throws KmsException;
}
