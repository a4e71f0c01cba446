package io.sealift.coordinator.api.rpc;

import java.util.Arrays;
import java.util.Optional;

/** The interfaces that are spoken; a request names one by its version. */
public enum Product {
  /** Images, snapshots, tags and tasks. */
  ECS("Ecs", "2014-05-26"),
  /** Keys. */
  KMS("Kms", "2016-01-20"),
  /** Stacks. */
  ROS("ROS", "2019-09-10");

  private final String title;
  private final String version;

  Product(String title, String version) {
    this.title = title;
    this.version = version;
  }

  /** How clients spell it. */
  public String title() {
    return title;
  }

  /** The version of the interface. */
  public String version() {
    return version;
  }

  /** The interface of that version. */
  public static Optional<Product> ofVersion(String version) {
    return Arrays.stream(values()).filter(product -> product.version.equals(version)).findFirst();
  }
}
