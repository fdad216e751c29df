// SPDX-License-Identifier: Apache-2.0
/** Sends mails on a class path and on a module path. */
module org.example.consumer {
    requires org.postrider;
    requires org.postrider.testkit;
    requires org.postrider.xoauth2;
}
