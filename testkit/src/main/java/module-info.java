// SPDX-License-Identifier: Apache-2.0
/** A scripted server for tests of SMTP and LMTP clients. */
module org.postrider.testkit {
    requires static org.jspecify;

    exports org.postrider.testkit;
}
