package io.sealift.agent.image;

/** An image file that is not imported, with the reason for its user. */
public final class ImageRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Refuses for this reason. */
  public ImageRefusedException(String reason) {
    super(reason);
  }
}
