// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All results as comma-separated values (RFC 4180), one line each. */
final class CsvFile {

    private static final String HEADER =
            "network,work,contestant,kind,version,unit,median,least,greatest,rounds,allocated_octets_per_message,cpu_us_per_message,values,failure";

    private CsvFile() {}

    static void write(Path file, List<Result> results) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (Result result : results) {
            Entry entry = result.contestant();
            lines.add(String.join(
                    ",",
                    result.network().id,
                    result.work(),
                    entry.id(),
                    entry.kind().toString(),
                    entry.program().version(),
                    result.unit(),
                    number(result.median()),
                    number(result.least()),
                    number(result.greatest()),
                    Integer.toString(result.values().size()),
                    number(result.allocatedPerMessage()),
                    number(result.cpuMicrosPerMessage()),
                    result.values().stream().map(CsvFile::number).collect(Collectors.joining(" ")),
                    '"' + result.failure().replace("\"", "\"\"") + '"'));
        }
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
