// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** The rules that were broken with one seed, each with its first reason. */
final class Faults {

    private final Dialogue dialogue;
    private final Map<Rule, String> broken = new LinkedHashMap<>();

    Faults(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    void add(Rule rule, String reason) {
        dialogue.note("FAULT " + rule.name() + ": " + reason);
        broken.putIfAbsent(rule, reason);
    }

    Map<Rule, String> broken() {
        return broken;
    }
}
