// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.postrider.Providers;
import org.postrider.SmtpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider probe}: what a server offers, without a mail. */
@Command(
        name = "probe",
        description =
                "Shows what a server offers before and after TLS: versions, certificates, extensions, mechanisms.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:asked",
            "64:wrong usage",
            "65:refused for good",
            "68:no such host",
            "69:cannot connect",
            "75:refused for now, or the connection was lost",
            "76:TLS is offered and cannot be had, its certificate does not prove the server, or the protocol was broken",
            "129, 130, 143:ended by a signal (HUP, Ctrl-C, TERM)"
        })
final class ProbeCommand implements Callable<Integer>, JsonErrors {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "URI", description = "such as smtp://host:587 or smtps://host")
    private String server = "";

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Mixin
    private TimeoutOption timeout = new TimeoutOption();

    @Option(names = SendCommand.JSON, description = "print one JSON object on standard output")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Probe probe = Probe.of(server, tls, timeout.timeouts());
            Providers providers = Providers.installed();
            if (json) {
                out.println(ProbeJson.of(probe, providers, Instant.now()));
            } else {
                ProbeText.of(probe, providers, Instant.now()).forEach(out::println);
            }
            return probe.fault().isPresent() ? ExitCode.PROTOCOL : ExitCode.OK;
        } catch (SmtpException | RuntimeException e) {
            if (json) {
                out.println(json(e));
            } else {
                err.println("postrider: " + e.getMessage());
            }
            return ExitCode.of(e);
        } finally {
            out.flush();
            err.flush();
        }
    }

    @Override
    public String json(Exception failure) {
        return ProbeJson.of(failure);
    }
}
