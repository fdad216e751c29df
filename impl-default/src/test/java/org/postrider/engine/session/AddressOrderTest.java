// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.internal.AddressOrder;

class AddressOrderTest {

    private static List<InetAddress> addresses(String written) {
        return written == null
                ? List.of()
                : Stream.of(written.split(" ")).map(InetAddresses::forString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1 2001:db8::2 2001:db8::3 192.0.2.1 192.0.2.2, 2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 2001:db8::3",
        "192.0.2.1 192.0.2.2 2001:db8::1, 192.0.2.1 2001:db8::1 192.0.2.2",
        "192.0.2.2 192.0.2.1, 192.0.2.2 192.0.2.1",
        "2001:db8::1, 2001:db8::1",
        "'', ''"
    })
    @DisplayName(
            "the addresses that the platform finds are tried by turns of the families, the preferred one first (C2)")
    void alternates(String found, String tried) {
        List<InetAddress> given = found.isEmpty() ? List.of() : addresses(found);
        assertThat(AddressOrder.alternating(given)).isEqualTo(tried.isEmpty() ? List.of() : addresses(tried));
    }
}
