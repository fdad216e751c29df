// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;

/**
 * The system's acknowledgement of what has come. It is delayed by up to 40 ms for something to send with it, which there is not while we wait; and a
 * peer with Nagle's algorithm (RFC 896), as Postfix, sends no second piece of an answer before the first one is acknowledged.
 */
final class Acknowledgement {

    /** By its name: a runtime that was put together for an application may lack jdk.net, whose constant this is. */
    private static final String OPTION = "TCP_QUICKACK";

    private Acknowledgement() {}

    /** Has it sent, where the system lets itself be asked: TCP on Linux. */
    static void sendAtOnce(SocketChannel channel) throws IOException {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals(OPTION) && option.type() == Boolean.class) {
                @SuppressWarnings("unchecked")
                SocketOption<Boolean> quick = (SocketOption<Boolean>) option;
                channel.setOption(quick, true);
            }
        }
    }
}
