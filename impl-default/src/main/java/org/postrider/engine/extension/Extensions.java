// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.postrider.Capabilities;
import org.postrider.EhloKeyword;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.IfNotOffered;
import org.postrider.MailParameter;
import org.postrider.Parameter;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Stage;
import org.postrider.engine.guard.Guard;
import org.postrider.internal.Escape;
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

    /** What an extension has said of itself, each once. */
    private record Known(Extension extension, Set<String> requires, Set<String> conflicts) {}

    private final Capabilities capabilities;
    private final Providers providers;
    private final Map<String, Known> byKeyword = new HashMap<>();
    /** Which EHLO keyword a parameter of MAIL belongs to, by its keyword or by {@code KEYWORD=VALUE}. */
    private final Map<String, String> mailOwners = new HashMap<>();
    /** The same for RCPT. */
    private final Map<String, String> rcptOwners = new HashMap<>();
    /** The EHLO keywords of extensions that may have what the built-in ones have. */
    private final Set<String> trusted = new HashSet<>();

    private final List<String> keywords = new ArrayList<>();
    private final List<String> shownKeywords = Collections.unmodifiableList(keywords);
    private final List<Optional<EhloKeyword>> offers = new ArrayList<>();
    private boolean haveConflicts;
    private boolean pipelining;
    private boolean enhancedStatusCodes;
    private boolean chunking;
    private Limits limits = Limits.NONE;

    private Extensions(Capabilities capabilities, Providers providers) {
        this.capabilities = capabilities;
        this.providers = providers;
    }

    /** Makes the extensions for an EHLO reply, or for its absence. One that fails costs its own parameters and no mail. */
    public static Extensions of(Capabilities capabilities, Providers providers) {
        Extensions extensions = new Extensions(capabilities, providers);
        Effects effects = extensions.new Effects();
        List<Claim> found = new ArrayList<>();
        for (String name : providers.names(Extension.class)) {
            try {
                Optional<Extension> extension = providers.get(Extension.class, name);
                if (extension.isPresent()) {
                    Optional<EhloKeyword> offer = capabilities.get(name);
                    if (offer.isPresent()) {
                        extension.get().offered(offer.get(), effects);
                    }
                    Claim claim = extensions.add(name.toUpperCase(Locale.ROOT), extension.get());
                    if (!extensions.trust(claim)) {
                        found.add(claim);
                    }
                }
            } catch (Throwable e) {
                System.getLogger(Extensions.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                extensions.guard(name, Stage.EHLO).who() + " fails and is left out",
                                e);
            }
        }
        found.forEach(extensions::grant);
        effects.over = true;
        return extensions;
    }

    /** The parameters that an extension says it owns. */
    private record Claim(String keyword, Set<String> mail, Set<String> rcpt) {}

    private Claim add(String keyword, Extension extension) {
        Known known = new Known(extension, Set.copyOf(extension.requires()), Set.copyOf(extension.conflicts()));
        Claim claim =
                new Claim(keyword, Set.copyOf(extension.mailParameters()), Set.copyOf(extension.rcptParameters()));
        if (byKeyword.put(keyword, known) == null) {
            keywords.add(keyword);
            offers.add(capabilities.get(keyword));
        }
        haveConflicts |= !known.conflicts().isEmpty();
        return claim;
    }

    /** Grants the claim of an extension that is built in, or that the application has put before those. */
    private boolean trust(Claim claim) {
        boolean replaces = providers
                .providerOf(Extension.class, claim.keyword())
                .filter(provider -> providers.mayReplaceBuiltIn(provider.id()))
                .isPresent();
        if (replaces) {
            trusted.add(claim.keyword());
            grant(claim);
        }
        return replaces;
    }

    /** What two extensions claim belongs to the first. */
    private void grant(Claim claim) {
        claim.mail().forEach(parameter -> mailOwners.putIfAbsent(parameter, claim.keyword()));
        claim.rcpt().forEach(parameter -> rcptOwners.putIfAbsent(parameter, claim.keyword()));
    }

    /** What the EHLO reply said. */
    public Capabilities capabilities() {
        return capabilities;
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
        Known known = byKeyword.get(keyword);
        return known == null ? null : known.extension();
    }

    /** The EHLO keywords whose parameters cannot stand beside those of a keyword. */
    public Set<String> conflicts(String keyword) {
        Known known = byKeyword.get(keyword);
        return known == null ? Set.of() : known.conflicts();
    }

    /** The extension of a keyword, as what may break its contract. */
    public Guard guard(String keyword, Stage stage) {
        return Guard.ofService(providers, Extension.class, keyword, stage);
    }

    /** The extension of one of the {@link #keywords}. */
    public Extension extension(int index) {
        return Objects.requireNonNull(byKeyword.get(keywords.get(index))).extension();
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
    public boolean leaveContentUnaltered(List<MailParameter> parameters) throws ProviderException {
        return any("leavesContentUnaltered(..)", parameters, Extension::leavesContentUnaltered);
    }

    /** Whether one of the parameters of MAIL lets the commands carry UTF-8. */
    public boolean letCommandsCarryUtf8(List<MailParameter> parameters) throws ProviderException {
        return any("letsCommandsCarryUtf8(..)", parameters, Extension::letsCommandsCarryUtf8);
    }

    private boolean any(
            String method, List<MailParameter> parameters, BiPredicate<Extension, List<MailParameter>> question)
            throws ProviderException {
        for (int i = 0; i < keywords.size() && !parameters.isEmpty(); i++) {
            try {
                if (question.test(extension(i), parameters)) {
                    return true;
                }
            } catch (Throwable e) {
                throw guard(keywords.get(i), Stage.MAIL).threw(method, e);
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
                    "the session cannot use the parameter " + Escape.text(parameter.encoded()) + ": with it "
                            + otherReplies + ", which this session does not read; leave it out, or mark it orDrop()",
                    keyword);
        }
        Optional<String> missing = missing(parameter);
        if (missing.isEmpty()) {
            return true;
        }
        if (parameter.ifNotOffered() == IfNotOffered.DROP) {
            return false;
        }
        throw new ExtensionNotSupportedException(
                "the parameter " + Escape.text(parameter.encoded()) + " needs the extension " + missing.get()
                        + ", which the server does not offer or the session ignores (" + capabilities
                        + "); leave it out, or mark it orDrop()",
                missing.get());
    }

    private Optional<String> missing(Parameter parameter) {
        String owner = ownerOf(parameter);
        Optional<String> missing = missing(owner);
        if (missing.isPresent() || !parameter.extension().isEmpty() || trusted.contains(owner)) {
            return missing;
        }
        // A found extension may own a value of a built-in parameter, which must be offered then as well.
        String base = owners(parameter).get(parameter.keyword());
        return base == null || base.equals(owner) ? missing : missing(base);
    }

    private Optional<String> missing(String keyword) {
        if (!capabilities.has(keyword)) {
            return Optional.of(keyword);
        }
        Known known = byKeyword.get(keyword);
        if (known != null) {
            for (String required : known.requires()) {
                if (!capabilities.has(required)) {
                    return Optional.of(required);
                }
            }
        }
        return Optional.empty();
    }

    /** The EHLO keyword that a parameter belongs to. */
    public String ownerOf(Parameter parameter) {
        return parameter.extension().isEmpty() ? registeredOwnerOf(parameter) : parameter.extension();
    }

    private String registeredOwnerOf(Parameter parameter) {
        Map<String, String> owners = owners(parameter);
        String owner = owners.get(parameter.encoded().toUpperCase(Locale.ROOT));
        return owner == null ? owners.getOrDefault(parameter.keyword(), parameter.keyword()) : owner;
    }

    private Map<String, String> owners(Parameter parameter) {
        return parameter instanceof MailParameter ? mailOwners : rcptOwners;
    }

    /**
     * Sees whether an extension may add a parameter to a transaction.
     *
     * @throws IllegalArgumentException if it does not own it
     */
    public void checkOwner(String keyword, Parameter parameter) {
        String owner = registeredOwnerOf(parameter);
        boolean bound =
                !parameter.extension().isEmpty() && !parameter.extension().equals(keyword);
        if (bound || !owner.equals(keyword)) {
            throw new IllegalArgumentException(
                    "the extension " + keyword + " does not own the parameter " + Escape.text(parameter.encoded())
                            + "; it adds what its mailParameters() and rcptParameters() name");
        }
    }

    /** What an extension says of the session, while it reads its line. */
    private final class Effects implements SessionEffects {

        private boolean over;

        private void checkNotOver() {
            if (over) {
                throw new IllegalStateException("these effects are for offered(..) alone, which has returned");
            }
        }

        @Override
        public void allowPipelining() {
            checkNotOver();
            pipelining = true;
        }

        @Override
        public void expectEnhancedStatusCodes() {
            checkNotOver();
            enhancedStatusCodes = true;
        }

        @Override
        public void allowChunking() {
            checkNotOver();
            chunking = true;
        }

        @Override
        public void limitTransactions(int most) {
            checkNotOver();
            limits = new Limits(
                    OptionalInt.of(checked(most)), limits.recipients(), limits.recipientDomains(), limits.octets());
        }

        @Override
        public void limitRecipients(int most) {
            checkNotOver();
            limits = new Limits(
                    limits.transactions(), OptionalInt.of(checked(most)), limits.recipientDomains(), limits.octets());
        }

        @Override
        public void limitRecipientDomains(int most) {
            checkNotOver();
            limits = new Limits(
                    limits.transactions(), limits.recipients(), OptionalInt.of(checked(most)), limits.octets());
        }

        @Override
        public void limitOctets(long most) {
            checkNotOver();
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
