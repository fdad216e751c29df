// SPDX-License-Identifier: Apache-2.0
/** LMTP over TCP and Unix sockets. It has no service yet. */
module org.postrider.lmtp {
    requires org.postrider.spi;
}
