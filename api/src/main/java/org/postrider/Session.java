// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.postrider.internal.Escape;

/**
 * One conversation with one server, from greeting to QUIT, for any number of messages one after another.
 *
 * <pre>{@code
 * try (Session session = Session.builder("smtp://relay.example.org").open()) {
 *     SendResult result = session.send(
 *             Envelope.from("ana@example.org").to("bo@example.net").build(), Message.ofFile(Path.of("order.eml")));
 * }
 * }</pre>
 *
 * <p>One thread at a time uses a session; a second one gets an {@link IllegalStateException} and nothing is written. {@link #close()} and
 * {@link #abort()} may come from any thread. A session that lost step with its server is over and is never used again.
 */
public interface Session extends Commands, AutoCloseable {

    /**
     * Starts to describe a session. Nothing is connected before {@link Builder#open()}.
     *
     * @param server {@code scheme://host} or {@code scheme://host:port}; the scheme names a transport, such as {@code smtp}
     * @return a builder
     * @throws IllegalArgumentException if it is no such URI
     * @throws IllegalStateException if no engine is installed
     */
    static Builder builder(String server) {
        Objects.requireNonNull(server, "server");
        try {
            return builder(new URI(server));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(Escape.quotedUri(server) + " is no URI (" + e.getReason()
                    + "); write smtp://host or smtp://host:port");
        }
    }

    /**
     * Starts to describe a session. Nothing is connected before {@link Builder#open()}.
     *
     * @param server as {@link #builder(String)}
     * @return a builder
     * @throws IllegalArgumentException if it lacks a scheme
     * @throws IllegalStateException if no engine is installed
     */
    static Builder builder(URI server) {
        Objects.requireNonNull(server, "server");
        return Engines.installed().create(Builder.class, "").server(server);
    }

    /**
     * Sends one message to the recipients of an envelope: greets if needed, checks envelope and content, then MAIL, RCPT, DATA and the content
     * (BDAT in place of DATA where {@link Builder#chunking}, {@link Builder#eager} or the message asks for it). More recipients than the server takes at a time
     * are served in several transactions, one after another; see {@link Builder#overLimits}.
     *
     * <p>A reply counts once it was read. The 354 to DATA, or the enhanced status code of the verdict, proves that it belongs to this message. If a later
     * reply shows that the server was out of step, {@link ProtocolViolationException#doubtful()} names the outcomes that it makes doubtful.
     *
     * @param envelope sender and recipients
     * @param message the content, octet for octet except for line ends; the session closes what it opens, also if it refuses the message
     * @return who was accepted and who was refused; at least one recipient was accepted
     * @throws SenderRefusedException if MAIL was refused
     * @throws RecipientsRefusedException if no recipient was accepted
     * @throws DataRefusedException if DATA or the content was refused
     * @throws LocalRefusalException if the server, by its EHLO, cannot take the message; nothing was sent
     * @throws MessageException if the message cannot be read or is empty
     * @throws DisconnectedException if the session ended on the way, also by 421; {@link SmtpException#delivery()} reports what that means for the
     *     message
     * @throws SmtpException for any other failure
     */
    SendResult send(Envelope envelope, Message message) throws SmtpException;

    /**
     * Sends one message with the envelope of its header. Bcc and Resent-Bcc fields are not transmitted.
     *
     * @param message the content
     * @return as {@link #send(Envelope, Message)}
     * @throws MessageException also if the header has no sender or no recipient, or leaves open who they are
     * @throws SmtpException as {@link #send(Envelope, Message)}
     */
    default SendResult send(Message message) throws SmtpException {
        Objects.requireNonNull(message, "message");
        return send(message, HeaderEnvelope.defaults());
    }

    /**
     * Sends one message with an envelope that is taken from its header as far as the caller does not give it. Bcc and Resent-Bcc fields are
     * not transmitted, whatever was given. Display names do not matter, in whatever charset they are; an address that could be meant in two
     * ways is refused.
     *
     * @param message the content
     * @param header what the caller gives
     * @return as {@link #send(Envelope, Message)}
     * @throws MessageException also if the header has no sender or no recipient, or leaves open who they are
     * @throws SmtpException as {@link #send(Envelope, Message)}
     */
    SendResult send(Message message, HeaderEnvelope header) throws SmtpException;

    /**
     * Sends mails one after another, faster than as many calls of {@link #send(Envelope, Message)}. With PIPELINING, MAIL, RCPT and DATA of
     * the next mail leave together with the end of the content before (RFC 2920), so that a mail costs one round trip;
     * {@link Builder#window} has several mails in flight. Where the server or a mail does not allow for that, the session sends the mail as
     * {@code send} does. It holds no more than two mails, or sixteen windows of them, in memory, however many there are.
     *
     * <p>Each mail gets one outcome, in order. A verdict that was read counts, whatever ends the session afterwards. Only a protocol
     * violation makes doubtful what came since the last reply that proved that both sides were in step; the outcome then carries the reply
     * that was read. Once the session has ended, every remaining mail is reported as {@link Delivery#NOT_SENT} with a
     * {@link NotConnectedException}. An endless iterable should check {@link #isOpen()}.
     *
     * <p>The session asks for the next mail before it completes the one before, so the iterator should not wait for anything; send a mail
     * that you have to wait for by {@code send}. For the same reason, messages that can be read only once must not share a stream. If the
     * iterator throws or returns null, the session completes the mails that it has begun, and is aborted. If {@code outcomes} throws, the
     * session is aborted and reports no further outcome. If a listener throws in {@link SessionListener#committing}, the session is aborted
     * and reports the mails that it has begun. Iterator and consumer run on the calling thread, and must not use the session except for
     * {@link #isOpen()} and {@link #abort()}.
     *
     * @param mails read once, in order; if no session can be established, it is not read, but the streams of mails in a {@code Collection} are
     *     closed
     * @param outcomes gets the outcome of each mail
     * @throws SmtpException if no session could be established for the first: greeting, TLS or authentication failed. All else is an outcome.
     */
    void sendAll(Iterable<Mail> mails, Consumer<? super MailOutcome> outcomes) throws SmtpException;

    /**
     * Puts TLS under the session (RFC 3207): greets if needed, STARTTLS, handshake, EHLO again. The session forgets what the server
     * said before. With the policies {@link TlsPolicy#REQUIRED} and {@link TlsPolicy#OPPORTUNISTIC} you need not call it.
     *
     * @return the reply to STARTTLS
     * @throws ExtensionNotSupportedException if the server does not offer STARTTLS, or TLS is there already; the session is as it was
     * @throws StartTlsRefusedException if the server refused; the session is as it was
     * @throws TlsException if the handshake failed or the server did not prove itself
     * @throws SmtpException for any other failure
     */
    Reply startTls() throws SmtpException;

    /**
     * Authenticates by the session's policy: greets if needed, then AUTH (RFC 4954).
     *
     * @param credentials which the session does not destroy; destroy them when you need them no more
     * @return the reply that ended it, 235
     * @throws ExtensionNotSupportedException if the server does not offer AUTH
     * @throws AuthenticationException if it was refused, or no mechanism could serve
     * @throws SmtpException for any other failure
     * @throws LocalRefusalException if the session is authenticated already, or in a transaction
     * @throws IllegalArgumentException if the credentials were destroyed, or hold what no mechanism can carry
     */
    Reply authenticate(Credentials credentials) throws SmtpException;

    /**
     * Authenticates by a policy of its own.
     *
     * @param credentials as {@link #authenticate(Credentials)}
     * @param policy which mechanisms, and how
     * @return as {@link #authenticate(Credentials)}
     * @throws SmtpException as {@link #authenticate(Credentials)}
     */
    Reply authenticate(Credentials credentials, AuthPolicy policy) throws SmtpException;

    /**
     * Authenticates by an exchange that the caller conducts, whether the server offers the mechanism or not. The session sends
     * no greeting first. Without TLS the session's policy must allow plaintext.
     *
     * @param mechanism the SASL name, in any case
     * @param responder answers the challenges
     * @return the reply that ended it, 235
     * @throws AuthenticationException if it was refused or cancelled
     * @throws SmtpException for any other failure
     * @throws IllegalArgumentException if it is no SASL name
     * @throws LocalRefusalException as {@link #authenticate(Credentials)}
     */
    Reply authenticate(String mechanism, AuthResponder responder) throws SmtpException;

    /** {@return the TLS session under this one, with protocol, cipher suite and certificates; empty without TLS} */
    Optional<SSLSession> tlsSession();

    /** {@return what protects the connection now, and whether the server was verified} */
    Transport.Protection protection();

    /** {@return whether AUTH has succeeded} */
    boolean isAuthenticated();

    /** {@return what the last EHLO reply offered, without what the session ignores} */
    Capabilities capabilities();

    /** {@return the greeting of the server} */
    Reply greeting();

    /** {@return the last reply to EHLO, if it was sent} */
    Optional<Reply> ehloReply();

    /** {@return the last reply to HELO, if it was sent} */
    Optional<Reply> heloReply();

    /** {@return the server as given to the builder} */
    URI server();

    /** {@return the name that EHLO and HELO give} */
    String localName();

    /** {@return the own end of the connection, if it has an address} */
    Optional<SocketAddress> localAddress();

    /** {@return the timeouts in force} */
    Timeouts timeouts();

    /**
     * Whether commands can still be sent, as far as is known without a round trip. Between calls this looks whether the server has closed the
     * connection, reset it, or sent something that it was not asked for, such as 421; what has come stays there, and the next call reports it.
     * During a call of this session, that is in a listener, in an iterator of {@link #sendAll} or on another thread, it reports what that call
     * knows. You may call it from any thread.
     *
     * @return false if the session is over
     */
    boolean isOpen();

    /**
     * Says QUIT if the session is in step, waits a short time for the reply, and closes. Never throws, never masks the outcome of a send, and
     * ends an operation that another thread is in. May be called again.
     */
    @Override
    void close();

    /** Closes the connection at once, without QUIT. May be called from any thread, and again. */
    void abort();

    /** Describes a session. Not thread-safe. Each method returns the builder itself. */
    interface Builder {

        /**
         * Replaces the server.
         *
         * @param server as {@link Session#builder(String)}
         * @return this
         * @throws IllegalArgumentException if it lacks a scheme, holds user information or has a path its transport cannot take
         */
        Builder server(URI server);

        /**
         * The name that EHLO and HELO give. By default the machine's fully qualified name, or else the address of the connection's own end
         * as a literal.
         *
         * @param name a domain or address literal
         * @return this
         * @throws IllegalArgumentException if it is neither
         */
        Builder localName(String name);

        /**
         * The address to connect from.
         *
         * @param address port 0 leaves the port to the system
         * @return this
         */
        Builder localAddress(InetSocketAddress address);

        /**
         * How long to wait. By default {@link Timeouts#defaults()}.
         *
         * @param timeouts the limits
         * @return this
         */
        Builder timeouts(Timeouts timeouts);

        /**
         * Whose transports, mechanisms and extensions to use. By default {@link Providers#installed()}.
         *
         * @param providers the providers
         * @return this
         */
        Builder providers(Providers providers);

        /**
         * Adds a listener; they are called in the order added.
         *
         * @param listener such as a {@link Transcript}
         * @return this
         */
        Builder listener(SessionListener listener);

        /**
         * Whether TLS is needed, and a verified server with it. By default {@link TlsPolicy#REQUIRED} if credentials are set or the port is 587, and
         * otherwise {@link TlsPolicy#OPPORTUNISTIC}. To this machine it is {@link TlsPolicy#OPPORTUNISTIC} by loopback, and
         * {@link TlsPolicy#DISABLED} by Unix socket, which no one else can read and for which no certificate has a name. With credentials, the server
         * must prove who it is wherever TLS is used.
         *
         * @param policy the policy
         * @return this
         */
        Builder tls(TlsPolicy policy);

        /**
         * How TLS is done. By default {@link TlsSettings#defaults()}.
         *
         * @param settings whom to trust and what to show
         * @return this
         */
        Builder tlsSettings(TlsSettings settings);

        /**
         * Authenticates when the session is opened.
         *
         * @param credentials which no session destroys; destroy them when you open no more sessions with them
         * @return this
         */
        Builder credentials(Credentials credentials);

        /**
         * How to authenticate. By default {@link AuthPolicy#defaults()}.
         *
         * @param policy which mechanisms, and how
         * @return this
         */
        Builder authPolicy(AuthPolicy policy);

        /**
         * How to introduce the session. By default {@link Greeting#EHLO}.
         *
         * @param greeting the way
         * @return this
         */
        Builder greeting(Greeting greeting);

        /**
         * Whether a message goes to the accepted recipients when others are refused. By default it does; otherwise one refusal ends the
         * transaction before any content is sent.
         *
         * @param allowed whether it does
         * @return this
         */
        Builder partialAcceptance(boolean allowed);

        /**
         * Treats extensions as if the server did not offer them: {@code CHUNKING} to send nothing by BDAT, {@code PIPELINING} to send
         * one command at a time, or any other. With {@code SMTPUTF8} a header in UTF-8 leaves as it is and undeclared, so that a relay without
         * SMTPUTF8 further on does not return the message; a local part that is not ASCII is refused.
         *
         * @param ehloKeywords their EHLO keywords in any case; those of an earlier call count no more
         * @return this
         * @throws IllegalArgumentException if one is no keyword
         */
        Builder ignoring(String... ehloKeywords);

        /**
         * Whether content is sent by BDAT (RFC 3030) where the server offers CHUNKING. By default it is sent by DATA, which every server knows and
         * whose 354 proves that client and server are in step. BDAT is used in any case for {@link Body#binary()}, {@link #eager} and
         * {@link #window}.
         *
         * <p>BDAT sends a file that needs no change without a copy. If the server offers no {@code ENHANCEDSTATUSCODES}, nothing proves the verdict on
         * a message sent by BDAT: a server that repeats a reply can make the next message look delivered. A server that refuses BDAT as a command it
         * does not know has none of the message: the session ends, the failure is retryable, and the next session that this builder opens uses
         * DATA.
         *
         * @param preferred whether to send content by BDAT
         * @return this
         */
        Builder chunking(boolean preferred);

        /**
         * Whether {@link Session#send(Envelope, Message)} sends a whole transaction at once where the server offers PIPELINING and CHUNKING and the
         * message is small: MAIL, RCPT and BDAT with the content, without waiting for a reply in between. By default it does not.
         *
         * <p>This saves a round trip. RFC 3030 section 4.2 recommends to read the replies to RCPT first: a message whose recipients are all refused
         * is transferred in vain. With {@link #partialAcceptance} off, it is not done at all. The enhanced status code of the verdict proves that
         * client and server are in step; where there is none, an RSET after the content proves it.
         *
         * @param eager whether to send at once
         * @return this
         */
        Builder eager(boolean eager);

        /**
         * How many whole transactions {@link Session#sendAll} has in flight where the server offers PIPELINING and CHUNKING. With 0, the default, a
         * content is sent only after the replies to its recipients.
         *
         * <p>Throughput no longer depends on the round-trip time. In return, each content is sent before its recipients are accepted, as
         * {@link #eager} does. If the server announces no enhanced status codes, the session reports outcomes in batches,
         * at most sixteen windows apart. If the session ends, each verdict that was read counts, and a mail whose content was sent without one is IN_DOUBT, unless the server announced its end
         * by 421 before it came to that mail. After a protocol violation every mail since the last proof is IN_DOUBT. A refused mail costs only
         * itself. Messages above 256 KiB, and those that can be read only once, are sent one at a time.
         *
         * @param transactions 0 to 1000
         * @return this
         * @throws IllegalArgumentException if it is another number
         */
        Builder window(int transactions);

        /**
         * What to do with more recipients than the server takes in one transaction. By default {@link OverLimits#SPLIT}.
         *
         * @param policy the policy
         * @return this
         */
        Builder overLimits(OverLimits policy);

        /**
         * What to do with bare CR and LF in the content. By default {@link BareLineEnds#NORMALISE}.
         *
         * @param policy the policy
         * @return this
         */
        Builder bareLineEnds(BareLineEnds policy);

        /**
         * Whether the session refuses octets above 127 that the server does not offer to take: in the content without 8BITMIME (RFC 6152), in
         * the header without SMTPUTF8 (RFC 6531), and in a header that is not UTF-8. By default it sends them as they are and declares
         * nothing, as most clients do, and nearly every server passes them on. A local part that is not ASCII always needs SMTPUTF8.
         *
         * @param strict whether to refuse them, before MAIL where the message can be read twice
         * @return this
         */
        Builder strictEightBit(boolean strict);

        /**
         * Takes reply lines that end in a bare LF. By default they end the session; some old servers send them.
         *
         * @param accepted whether to take them
         * @return this
         */
        Builder acceptBareLfInReplies(boolean accepted);

        /**
         * Who finds addresses. By default {@link HostResolver#system()}.
         *
         * @param resolver the resolver
         * @return this
         */
        Builder resolver(HostResolver resolver);

        /**
         * Connects, reads the greeting, greets, starts TLS by the policy, and authenticates if credentials are set. With {@link Greeting#LATER}
         * all but the first two wait for the first call that greets.
         *
         * <p>If the host has several addresses, the next one is tried if an address cannot be reached, or if its server refuses the session in its
         * greeting, closes the connection before it, or does not greet in time. If all fail, one exception names each address with its reason; its
         * type is that of the failure which says most: one after which a retry may help before one after which it cannot, and one with a reply
         * before one without.
         *
         * @return the open session
         * @throws ConnectionFailedException if the host cannot be found or reached
         * @throws GreetingRefusedException if the greeting is not 220
         * @throws HeloRefusedException if EHLO and HELO are refused
         * @throws ExtensionNotSupportedException if the server does not offer STARTTLS or AUTH and they are needed
         * @throws StartTlsRefusedException if STARTTLS was refused and TLS is needed
         * @throws TlsException if the handshake failed or the server did not prove itself
         * @throws AuthenticationException if authentication failed
         * @throws DisconnectedException if the connection is lost, times out or breaks the protocol
         * @throws SmtpException for any other failure
         * @throws IllegalArgumentException if no provider supplies a transport for the scheme, or the URI does not fit it
         */
        Session open() throws SmtpException;
    }
}
