// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import com.hubspot.smtp.client.Extension;
import java.util.EnumSet;

/** HubSpot's NioSmtpClient kept from using BDAT. */
public final class HubSpotNioData extends HubSpotNio {

    /**
     * Connects.
     *
     * @param task the task
     * @throws Exception if it cannot
     */
    public HubSpotNioData(Task task) throws Exception {
        super(task, EnumSet.of(Extension.CHUNKING));
    }
}
