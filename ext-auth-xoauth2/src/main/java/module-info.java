// SPDX-License-Identifier: Apache-2.0
/** The SASL mechanisms XOAUTH2 and OAUTHBEARER. It has no service yet. */
module org.postrider.xoauth2 {
    requires org.postrider.spi;
}
