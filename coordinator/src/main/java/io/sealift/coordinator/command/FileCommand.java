package io.sealift.coordinator.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.FoundFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user asks for through the ECS interface of images in a region's exchange directory. A
 * refusal bears the documented code.
 */
@JsonSubTypes({
  @JsonSubTypes.Type(value = FileCommand.ImportImage.class, name = "import-image"),
  @JsonSubTypes.Type(value = FileCommand.ExportImage.class, name = "export-image"),
  @JsonSubTypes.Type(value = FileCommand.CancelTask.class, name = "cancel-task"),
})
public sealed interface FileCommand extends Command {
  /**
   * Make an image of files. Outcome: the job's id.
   *
   * @param found the request's files as an agent found them; empty when the token was used before
   */
  record ImportImage(ImportImageRequest request, List<FoundFile> found) implements FileCommand {
    public ImportImage {
      found = List.copyOf(found);
    }
  }

  /** Write an image into files. Outcome: the operation's id. */
  record ExportImage(ExportImageRequest request) implements FileCommand {}

  /** End an import or an export that is not done. Outcome: the id of its job or operation. */
  record CancelTask(String region, String taskId) implements FileCommand {}

  /** The parameters of {@code ImportImage}. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record ImportImageRequest(
      String region,
      List<ExchangeFile> files,
      Optional<String> name,
      Optional<String> description,
      Optional<String> resourceGroup,
      Map<String, String> tags,
      Traits traits,
      String token) {
    public ImportImageRequest {
      files = List.copyOf(files);
      tags = Map.copyOf(tags);
    }
  }

  /** The parameters of {@code ExportImage}. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record ExportImageRequest(
      String region, String imageId, String bucket, Optional<String> prefix, String format) {}
}
