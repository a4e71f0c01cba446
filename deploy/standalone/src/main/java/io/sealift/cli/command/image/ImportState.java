package io.sealift.cli.command.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.disk.DiskFile;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The request token of an unfinished import, in a small file beside the image: the same import
 * started again goes on where it stopped. It is of no use once the files or what is asked for are
 * others, or the import has ended.
 */
final class ImportState {
  private static final String TOKEN = "requestToken";
  private static final String ASKED = "asked";

  private final Path file;
  private boolean written;

  ImportState(Path image) {
    this.file = image.resolveSibling(image.getFileName() + ".sealift-import");
  }

  /** The token to use for this request on these files, which names no token itself. */
  String token(ObjectNode request, List<DiskFile.Identity> files) throws IOException {
    ObjectNode asked = StrictJson.mapper().createObjectNode();
    asked.set("request", request);
    ArrayNode list = asked.putArray("files");
    files.forEach(identity -> list.add(identity.toString()));
    String earlier = earlierToken(asked.toString());
    if (!earlier.isEmpty()) {
      return earlier;
    }
    String token = "import-" + UUID.randomUUID();
    ObjectNode state = StrictJson.mapper().createObjectNode().put(TOKEN, token);
    state.put(ASKED, asked.toString());
    try {
      Files.write(file, StrictJson.mapper().writeValueAsBytes(state));
      written = true;
    } catch (FileSystemException e) {
      // The image lies where nothing can be written: this import cannot be resumed without
      // --request-token.
      return token;
    }
    return token;
  }

  private String earlierToken(String asked) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try {
      var state = StrictJson.mapper().readTree(Files.readAllBytes(file));
      return asked.equals(state.path(ASKED).asText()) ? state.path(TOKEN).asText("") : "";
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /** The import was refused: leaves nothing behind, but does not touch what an earlier one left. */
  void withdraw() throws IOException {
    if (written) {
      delete();
    }
  }

  /** The import has ended; a further one makes a further image. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
