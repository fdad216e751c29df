// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** What ends a series before its first session, and the exit code for it. */
final class SeriesException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    SeriesException(int exitCode, String message, Exception cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Something about a file. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    /** Takes a step that is about the input. */
    static <T> T input(Step<T> step) throws SeriesException {
        try {
            return step.take();
        } catch (InputException e) {
            throw new SeriesException(ExitCode.NO_INPUT, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "no such file or folder: " : "";
            throw new SeriesException(
                    ExitCode.NO_INPUT,
                    "the input cannot be read: " + why + Printable.quoted(String.valueOf(e.getMessage()))
                            + "; nothing was sent",
                    e);
        }
    }

    /** Takes a step that is about the outcomes file, and perhaps finds that the input is another one. */
    static <T> T outcomes(Step<T> step) throws SeriesException {
        try {
            return step.take();
        } catch (ChangedInputException e) {
            throw new SeriesException(ExitCode.NO_INPUT, String.valueOf(e.getMessage()), e);
        } catch (InputException e) {
            throw new SeriesException(ExitCode.NO_INPUT, e.getMessage() + "; nothing was sent", e);
        } catch (OutcomesFile.InUseException e) {
            throw new SeriesException(ExitCode.TEMPORARY, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new SeriesException(ExitCode.CANNOT_CREATE, said(e), e);
        }
    }

    private static String said(IOException e) {
        String message = String.valueOf(e.getMessage());
        return "the outcomes file cannot be used: "
                + (message.contains("--outcomes")
                        ? message
                        : e.getClass().getSimpleName() + " " + Printable.quoted(message)
                                + "; nothing was sent. Make it writable, or name another by --outcomes");
    }

    int exitCode() {
        return exitCode;
    }
}
