// SPDX-License-Identifier: Apache-2.0
/** A scripted SMTP server for tests of clients. */
module org.postrider.testkit {
    requires static org.jspecify;

    exports org.postrider.testkit;
}
