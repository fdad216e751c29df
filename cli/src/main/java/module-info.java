// SPDX-License-Identifier: Apache-2.0
/** The {@code postrider} command. GreenMail cannot be a module, so the command is run on the class path. */
module org.postrider.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires java.desktop;
    requires org.apache.commons.csv;
    requires org.postrider;
    requires org.postrider.spi;
    requires org.postrider.xoauth2;
    requires static org.jspecify;

    opens org.postrider.cli to
            info.picocli;
}
