package io.sealift.agent.exchange;

import io.sealift.agent.image.ImageFormat;
import io.sealift.agent.image.ImageInspector;
import io.sealift.agent.image.ImageRefusedException;
import io.sealift.copy.AccountId;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.FileInspection;
import io.sealift.protocol.FoundFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A region's exchange directory. Its users may write there while it is read, so each step down is
 * taken from the open folder above it, and no link is followed: what is opened lies under the
 * directory, whatever is renamed meanwhile. Safe for use by many threads.
 */
public final class ExchangeDirectory {
  private final Path root;

  /** The directory; its operator made it. */
  public ExchangeDirectory(Path root) {
    this.root = root;
  }

  /** A file that is open for reading. */
  public record OpenFile(FileChannel channel, String version) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Refuses a bucket that is not there. */
  public void requireBucket(AccountId account, String bucket) throws ExchangeException {
    try (SecureDirectoryStream<Path> folder = enter(ExchangePath.bucket(account, bucket))) {
      folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
    } catch (IOException e) {
      throw ExchangePath.noBucket();
    }
  }

  /** Opens a regular file. */
  public OpenFile open(ExchangeFile file) throws ExchangeException {
    ExchangePath path = ExchangePath.of(file.account(), file.bucket(), file.object());
    requireBucket(file.account(), file.bucket());
    try (SecureDirectoryStream<Path> folder = enter(path.folders())) {
      BasicFileAttributes attributes = attributes(folder, path.name());
      if (!attributes.isRegularFile()) {
        // A device or a pipe would block whoever opens it.
        throw ExchangePath.noObject();
      }
      FileChannel channel =
          channel(folder, path.name(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      return new OpenFile(channel, version(attributes));
    } catch (IOException e) {
      throw ExchangePath.noObject();
    }
  }

  /** Inspects a file: its size, its format, whether it is harmless. */
  public FoundFile inspect(ExchangeFile file) throws ExchangeException {
    ImageFormat format =
        ImageFormat.named(file.format())
            .orElseThrow(
                () ->
                    new ExchangeException(
                        FileInspection.Kind.FORMAT, "the format is not one that is imported"));
    try (OpenFile open = open(file)) {
      long contentBytes = new ImageInspector().inspect(open.channel(), format).sizeBytes();
      if (file.diskBytes().isPresent() && file.diskBytes().get() < contentBytes) {
        throw new ExchangeException(
            FileInspection.Kind.SIZE,
            "the disk holds %d bytes, more than were asked for".formatted(contentBytes));
      }
      return new FoundFile(file, contentBytes, open.version());
    } catch (ImageRefusedException e) {
      throw new ExchangeException(FileInspection.Kind.FORMAT, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw ExchangePath.noObject();
    }
  }

  /** Begins a file in a bucket. It appears under its name once it is complete, and not before. */
  public ExchangeOutput create(AccountId account, String bucket, String name, String mark)
      throws ExchangeException, IOException {
    ExchangePath path = ExchangePath.of(account, bucket, name);
    requireBucket(account, bucket);
    SecureDirectoryStream<Path> folder = enter(path.folders());
    Path part = Path.of("." + path.name() + "." + mark + ".part");
    try {
      FileChannel channel =
          channel(
              folder,
              part,
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS));
      return new ExchangeOutput(folder, part, path.name(), channel);
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  // The last folder stays open, and is the caller's to close.
  @SuppressWarnings("StreamResourceLeak")
  private SecureDirectoryStream<Path> enter(List<Path> folders) throws IOException {
    List<SecureDirectoryStream<Path>> entered = new ArrayList<>();
    entered.add(secure(Files.newDirectoryStream(root)));
    try {
      for (Path folder : folders) {
        entered.add(
            entered.get(entered.size() - 1).newDirectoryStream(folder, LinkOption.NOFOLLOW_LINKS));
      }
      return entered.remove(entered.size() - 1);
    } finally {
      for (SecureDirectoryStream<Path> above : entered) {
        above.close();
      }
    }
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new FileSystemException("the file system cannot keep links from being followed");
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static FileChannel channel(
      SecureDirectoryStream<Path> folder, Path name, Set<? extends OpenOption> options)
      throws IOException {
    if (folder.newByteChannel(name, options) instanceof FileChannel channel) {
      return channel;
    }
    throw new FileSystemException("the file system has no channels of files");
  }

  private static String version(BasicFileAttributes attributes) {
    return attributes.size() + "-" + attributes.lastModifiedTime().toMillis();
  }
}
