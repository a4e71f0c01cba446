package io.sealift.config;

import java.util.List;

/**
 * What settings must be together. It sees whatever could be read, so it asks with {@link
 * ConfigValues#find} alone.
 */
@FunctionalInterface
public interface ConfigCheck {
  /** What is wrong, one line each: {@code key: reason}. */
  List<String> problems(ConfigValues values);
}
