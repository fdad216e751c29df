// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "255.255.255.255",
                "256.0.0.1",
                "1.2.3.1000",
                "01.2.3.4",
                "1.2.3.00",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.",
                "-1.2.3.4",
                "1.2.3.4%eth0",
                "0x1.2.3.4",
                "2130706433",
                "",
                ".",
                "...",
                "mx1.example.org",
                "::1",
                "2001:db8::192.0.2.1",
                "::ffff:192.0.2.1",
                "2001:db8::g",
                ":",
                "1:2"
            })
    @DisplayName("an address is told from a name as the library does that reads the others")
    void likeTheLibrary(String host) {
        Optional<InetAddress> expected =
                InetAddresses.isInetAddress(host) ? Optional.of(InetAddresses.forString(host)) : Optional.empty();
        assertThat(WrittenAddress.in(host)).isEqualTo(expected);
    }
}
