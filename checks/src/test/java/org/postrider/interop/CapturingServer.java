// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Accepts every mail of one connection and keeps its octets as they are meant: dots undone after DATA, chunks put together. */
final class CapturingServer implements AutoCloseable {

    /**
     * One mail.
     *
     * @param from the argument of MAIL
     * @param to the arguments of RCPT
     * @param chunked whether it came by BDAT
     * @param content its octets, each as one character
     */
    record Captured(String from, List<String> to, boolean chunked, String content) {}

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Captured> mails = new LinkedBlockingQueue<>();
    private final String offers;

    /** Offers some EHLO keywords. */
    CapturingServer(String... keywords) throws IOException {
        StringBuilder reply = new StringBuilder("250-capturing.test\r\n");
        for (String keyword : keywords) {
            reply.append("250-").append(keyword).append("\r\n");
        }
        offers = reply.append("250 HELP\r\n").toString();
        Thread thread = new Thread(this::serve, "capturing-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Hands over the mails that came since the last call; their senders have had the replies. */
    List<Captured> take() {
        List<Captured> taken = new ArrayList<>();
        mails.drainTo(taken);
        return taken;
    }

    private void serve() {
        try (Socket client = listener.accept()) {
            client.setTcpNoDelay(true);
            converse(new BufferedInputStream(client.getInputStream()), client.getOutputStream());
        } catch (IOException e) {
            // The client sees the end of the connection, and the test fails by it.
            System.out.println("capturing server: " + e);
        }
    }

    private void converse(InputStream in, OutputStream out) throws IOException {
        say(out, "220 capturing.test\r\n");
        String from = "";
        List<String> to = new ArrayList<>();
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        while (true) {
            String line = new String(line(in), StandardCharsets.UTF_8).strip();
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" -> say(out, offers);
                case "MAIL" -> {
                    from = line.substring("MAIL FROM:".length());
                    to.clear();
                    chunks.reset();
                    say(out, "250 ok\r\n");
                }
                case "RCPT" -> {
                    to.add(line.substring("RCPT TO:".length()));
                    say(out, "250 ok\r\n");
                }
                case "DATA" -> {
                    say(out, "354 go\r\n");
                    mails.add(new Captured(from, List.copyOf(to), false, content(in)));
                    say(out, "250 kept\r\n");
                }
                case "BDAT" -> {
                    String[] words = line.split(" +");
                    chunks.write(chunk(in, Integer.parseInt(words[1])));
                    if (words.length > 2) {
                        mails.add(new Captured(
                                from, List.copyOf(to), true, chunks.toString(StandardCharsets.ISO_8859_1)));
                    }
                    say(out, "250 kept\r\n");
                }
                case "QUIT" -> {
                    say(out, "221 bye\r\n");
                    return;
                }
                default -> say(out, "250 ok\r\n");
            }
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write(reply.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static byte[] chunk(InputStream in, int octets) throws IOException {
        byte[] chunk = in.readNBytes(octets);
        if (chunk.length < octets) {
            throw new EOFException("in a chunk");
        }
        return chunk;
    }

    /** A line with its CRLF; a bare CR or LF ends none. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int before = -1;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.write(octet);
            if (octet == '\n' && before == '\r') {
                return line.toByteArray();
            }
            before = octet;
        }
        throw new EOFException("in a line");
    }

    private static String content(InputStream in) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            byte[] line = line(in);
            boolean dot = line[0] == '.';
            if (dot && line.length == 3) {
                return content.toString(StandardCharsets.ISO_8859_1);
            }
            content.write(line, dot ? 1 : 0, line.length - (dot ? 1 : 0));
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
