// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import picocli.CommandLine;

/** The version in the jar's manifest. */
final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"postrider " + (version == null ? "unpackaged" : version)};
    }
}
