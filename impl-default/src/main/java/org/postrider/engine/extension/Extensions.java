// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.Capabilities;
import org.postrider.EhloKeyword;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.IfNotOffered;
import org.postrider.MailParameter;
import org.postrider.Parameter;
import org.postrider.Providers;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;

/**
 * What one EHLO reply means: the capabilities, a new instance of each extension that any provider supplies, and what the offered ones have
 * changed. Replaced as a whole at the next EHLO, so nothing outlives the reply that said it.
 */
public final class Extensions {

    /**
     * Parameters of MAIL that change which replies the server sends, and how. A session that has no extension for one would take its replies for
     * others.
     */
    private static final Map<String, String> OTHER_REPLIES = Map.of(
            "PRDR", "a 353 and a reply for each recipient follow the content",
            "TRANSID", "the reply to MAIL is the offset to go on from (RFC 1845)");

    private final Capabilities capabilities;
    private final Map<String, Extension> byKeyword;
    private final List<String> keywords = new ArrayList<>();
    private final List<String> shownKeywords = Collections.unmodifiableList(keywords);
    private final List<Optional<EhloKeyword>> offers = new ArrayList<>();
    private boolean haveConflicts;
    private boolean pipelining;
    private boolean enhancedStatusCodes;
    private boolean chunking;
    private Limits limits = Limits.NONE;

    private Extensions(Capabilities capabilities, Map<String, Extension> byKeyword) {
        this.capabilities = capabilities;
        this.byKeyword = byKeyword;
    }

    /** Makes the extensions for an EHLO reply, or for its absence. One that fails costs its own parameters and no mail. */
    public static Extensions of(Capabilities capabilities, Providers providers) {
        Map<String, Extension> byKeyword = new LinkedHashMap<>();
        Extensions extensions = new Extensions(capabilities, byKeyword);
        Effects effects = extensions.new Effects();
        for (String name : providers.names(Extension.class)) {
            try {
                Optional<Extension> extension = providers.get(Extension.class, name);
                if (extension.isPresent()) {
                    Optional<EhloKeyword> offer = capabilities.get(name);
                    if (offer.isPresent()) {
                        extension.get().offered(offer.get(), effects);
                    }
                    extensions.add(name.toUpperCase(Locale.ROOT), extension.get());
                }
            } catch (RuntimeException | LinkageError e) {
                String provider = providers
                        .providerOf(Extension.class, name)
                        .map(Providers::describe)
                        .orElse("");
                System.getLogger(Extensions.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "the extension " + name + " of provider " + provider + " fails and is left out",
                                e);
            }
        }
        return extensions;
    }

    /** What the EHLO reply said. */
    public Capabilities capabilities() {
        return capabilities;
    }

    private void add(String keyword, Extension extension) {
        if (byKeyword.put(keyword, extension) == null) {
            keywords.add(keyword);
            offers.add(capabilities.get(keyword));
        }
        haveConflicts |= !extension.conflicts().isEmpty();
    }

    /** The EHLO keywords of every extension there is code for, offered or not. */
    public List<String> keywords() {
        return shownKeywords;
    }

    /** What the EHLO reply says of one of the {@link #keywords}. */
    public Optional<EhloKeyword> offer(int index) {
        return offers.get(index);
    }

    /** The extension of a keyword, if there is code for it. */
    public @Nullable Extension extension(String keyword) {
        return byKeyword.get(keyword);
    }

    /** The extension of one of the {@link #keywords}. */
    public Extension extension(int index) {
        return Objects.requireNonNull(byKeyword.get(keywords.get(index)));
    }

    /** Whether commands may be sent in groups. */
    public boolean pipelining() {
        return pipelining;
    }

    /** Whether enhanced status codes were announced. */
    public boolean enhancedStatusCodes() {
        return enhancedStatusCodes;
    }

    /** Whether content is sent in chunks. */
    public boolean chunking() {
        return chunking;
    }

    /** How much the server takes. */
    public Limits limits() {
        return limits;
    }

    /** Whether there is an extension that cannot be used together with another. */
    public boolean haveConflicts() {
        return haveConflicts;
    }

    /** Whether one of the parameters of MAIL forbids to touch the content. */
    public boolean leaveContentUnaltered(List<MailParameter> parameters) {
        for (int i = 0; i < keywords.size() && !parameters.isEmpty(); i++) {
            if (extension(i).leavesContentUnaltered(parameters)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the parameters of MAIL lets the commands carry UTF-8. */
    public boolean letCommandsCarryUtf8(List<MailParameter> parameters) {
        for (int i = 0; i < keywords.size() && !parameters.isEmpty(); i++) {
            if (extension(i).letsCommandsCarryUtf8(parameters)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decides about a parameter (RFC 5321 section 4.1.1.11: none may be sent that was not offered).
     *
     * @return whether to send it
     * @throws ExtensionNotSupportedException if it is not offered, or the session cannot read what follows, and it must not be dropped
     */
    public boolean permits(Parameter parameter) throws ExtensionNotSupportedException {
        String keyword = ownerOf(parameter);
        String otherReplies = parameter instanceof MailParameter ? OTHER_REPLIES.get(parameter.keyword()) : null;
        if (otherReplies != null && extension(keyword) == null) {
            if (parameter.ifNotOffered() == IfNotOffered.DROP) {
                return false;
            }
            throw new ExtensionNotSupportedException(
                    "the session cannot use the parameter " + parameter.encoded() + ": with it " + otherReplies
                            + ", which this session does not read; leave it out, or mark it orDrop()",
                    keyword);
        }
        Optional<String> missing = missing(keyword);
        if (missing.isEmpty()) {
            return true;
        }
        if (parameter.ifNotOffered() == IfNotOffered.DROP) {
            return false;
        }
        throw new ExtensionNotSupportedException(
                "the parameter " + parameter.encoded() + " needs the extension " + missing.get()
                        + ", which the server does not offer or the session ignores (" + capabilities
                        + "); leave it out, or mark it orDrop()",
                missing.get());
    }

    /** The EHLO keyword that a parameter belongs to. */
    public String ownerOf(Parameter parameter) {
        if (!parameter.extension().isEmpty()) {
            return parameter.extension();
        }
        return ownerOf(parameter, parameter.encoded().toUpperCase(Locale.ROOT))
                .or(() -> ownerOf(parameter, parameter.keyword()))
                .orElse(parameter.keyword());
    }

    private Optional<String> ownerOf(Parameter parameter, String owned) {
        return byKeyword.entrySet().stream()
                .filter(entry -> ownedBy(entry.getValue(), parameter).contains(owned))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Set<String> ownedBy(Extension extension, Parameter parameter) {
        return parameter instanceof MailParameter ? extension.mailParameters() : extension.rcptParameters();
    }

    private Optional<String> missing(String keyword) {
        if (!capabilities.has(keyword)) {
            return Optional.of(keyword);
        }
        Extension extension = byKeyword.get(keyword);
        if (extension != null) {
            for (String required : extension.requires()) {
                if (!capabilities.has(required)) {
                    return Optional.of(required);
                }
            }
        }
        return Optional.empty();
    }

    private final class Effects implements SessionEffects {

        @Override
        public void allowPipelining() {
            pipelining = true;
        }

        @Override
        public void expectEnhancedStatusCodes() {
            enhancedStatusCodes = true;
        }

        @Override
        public void allowChunking() {
            chunking = true;
        }

        @Override
        public void limitTransactions(int most) {
            limits = new Limits(
                    OptionalInt.of(checked(most)), limits.recipients(), limits.recipientDomains(), limits.octets());
        }

        @Override
        public void limitRecipients(int most) {
            limits = new Limits(
                    limits.transactions(), OptionalInt.of(checked(most)), limits.recipientDomains(), limits.octets());
        }

        @Override
        public void limitRecipientDomains(int most) {
            limits = new Limits(
                    limits.transactions(), limits.recipients(), OptionalInt.of(checked(most)), limits.octets());
        }

        @Override
        public void limitOctets(long most) {
            limits = new Limits(
                    limits.transactions(), limits.recipients(), limits.recipientDomains(), OptionalLong.of(most));
        }

        private static int checked(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("a limit is 1 at least, not " + most);
            }
            return most;
        }
    }
}
