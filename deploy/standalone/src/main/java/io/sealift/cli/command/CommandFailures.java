package io.sealift.cli.command;

import io.sealift.cli.client.RestFailure;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import picocli.CommandLine;

/** Turns what went wrong into one clear line and an exit code; stack traces are for tests. */
public final class CommandFailures
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
  private static final int NOT_FOUND = 404;

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    ExitCode code = exitCode(problem);
    if (problem instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    message(problem).lines().forEach(line -> print(command.getErr(), line));
    return code.value();
  }

  @Override
  public int handleParseException(CommandLine.ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    print(command.getErr(), firstLine(String.valueOf(problem.getMessage())));
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
      nearest(unmatched)
          .ifPresent(name -> print(command.getErr(), "did you mean %s?".formatted(name)));
    }
    print(command.getErr(), "try '%s --help'".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE.value();
  }

  // Something is suggested for every word, but people seldom mistype the first letter.
  private static Optional<String> nearest(CommandLine.UnmatchedArgumentException problem) {
    String given = problem.getUnmatched().get(0);
    return problem.getSuggestions().stream()
        .filter(name -> !given.isEmpty() && name.startsWith(given.substring(0, 1)))
        .findFirst();
  }

  private static void print(PrintWriter err, String line) {
    err.println("sealift: " + line.replaceAll("\\p{Cntrl}", "?"));
    err.flush();
  }

  private static ExitCode exitCode(Exception problem) {
    if (problem instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    if (problem instanceof RestFailure failure && failure.refused()) {
      return failure.status() == NOT_FOUND ? ExitCode.NOT_FOUND : ExitCode.REFUSED;
    }
    if (problem instanceof NoSuchFileException) {
      return ExitCode.NOT_FOUND;
    }
    return ExitCode.FAILED;
  }

  private static String message(Exception problem) {
    if (problem instanceof RestFailure failure) {
      return "%s (%s)".formatted(failure.getMessage(), failure.code());
    }
    if (problem instanceof NoSuchFileException missing) {
      return "no such file: " + missing.getFile();
    }
    if (problem instanceof AccessDeniedException denied) {
      return "no permission: " + denied.getFile();
    }
    if (problem instanceof FileSystemException file) {
      return "%s: %s".formatted(file.getFile(), file.getReason());
    }
    if (problem instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return message(unchecked.getCause());
    }
    if (problem instanceof InterruptedException) {
      return "interrupted";
    }
    if (problem instanceof CommandFailure) {
      return String.valueOf(problem.getMessage());
    }
    String text = problem.getMessage() == null ? "" : firstLine(problem.getMessage());
    boolean expected = problem instanceof IOException;
    return expected && !text.isEmpty() ? text : problem.getClass().getSimpleName() + ": " + text;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
