// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.io.BaseEncoding;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.EnhancedStatus;
import org.postrider.Reply;

/**
 * What one AUTH exchange has sent, and how a text from the server is shown without it. Some servers quote in a refusal what they did not like.
 *
 * <p>A response in base64 (with either alphabet, padded or not, whole or cut) or in hex is taken out of the text, since no ordinary word looks like
 * it. A field of a response in plain text hides the whole text: taking out just the field would show where it stood, and with that what it is.
 * Challenges are not shown, except those that can hold nothing of interest: the empty one, and the prompts of LOGIN.
 */
public final class Secrets {

    /** Nothing to hide. */
    public static final Secrets NONE = new Secrets(List.of());

    private static final String HIDDEN = "***";

    /** What LOGIN servers ask, in lower case and without a colon. */
    private static final Set<String> PROMPTS = Set.of("username", "user name", "password", "pass word");

    /** So many characters of an encoded response in a row are no coincidence. */
    private static final int WINDOW = 8;

    /** A part of a field, such as one word of it, is looked for from this length on. */
    private static final int LONG_PART = 8;

    /** A shorter field would be found by chance in what a word looks like when it is decoded. */
    private static final int SHORTEST_DECODED = 3;

    private static final int SHORTEST_IN_OWN = 4;

    private static final Splitter FIELDS =
            Splitter.on(CharMatcher.anyOf("\0\u0001")).omitEmptyStrings();
    private static final Splitter TOKEN = Splitter.on("auth=Bearer ").omitEmptyStrings();
    private static final Splitter PARTS = Splitter.on(CharMatcher.whitespace().or(CharMatcher.anyOf(",;:=<>()\"'")))
            .omitEmptyStrings();
    private static final CharMatcher ENCODED = CharMatcher.inRange('A', 'Z')
            .or(CharMatcher.inRange('a', 'z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("+/_=-"))
            .precomputed();

    private final List<String> names;
    private final List<byte[]> sent = new ArrayList<>();

    /**
     * For one exchange.
     *
     * @param names what the responses hold that is no secret, such as the user name; each is shown unless a response holds it a second time,
     *     as it then may be the password too
     */
    public Secrets(List<String> names) {
        this.names = names.stream().distinct().toList();
    }

    /** Remembers a response. */
    public void add(byte[] response) {
        sent.add(response.clone());
    }

    /** The reply as it may be shown. */
    public Reply hiddenIn(Reply reply) {
        if (this == NONE) {
            return reply;
        }
        if (reply.isPositiveIntermediate()) {
            return isPrompt(reply) ? reply : copy(reply, List.of(HIDDEN));
        }
        if (sent.isEmpty()) {
            return reply;
        }
        List<String> lines = reply.lines();
        List<String> shown = lines.stream().map(this::withoutEncoded).toList();
        boolean across =
                lines.size() > 1 && !withoutEncoded(String.join("", lines)).equals(String.join("", lines));
        String octets = new String(reply.octets(), StandardCharsets.ISO_8859_1);
        if (across || repeats(String.join(" ", shown), 1) || repeats(String.join("", shown), 1) || repeats(octets, 1)) {
            String status = reply.enhancedStatus().map(EnhancedStatus::toString).orElse("");
            return copy(reply, List.of((status + " " + HIDDEN).strip()));
        }
        return shown.equals(lines) ? reply : copy(reply, shown);
    }

    /** A text of the server as it may be shown. */
    public String hiddenIn(String text) {
        String shown = withoutEncoded(text);
        return repeats(shown, 1) ? HIDDEN : shown;
    }

    /** A text of this side's code as it may be shown: a very short field is in it by chance only. */
    public String hiddenInOwn(String text) {
        String shown = withoutEncoded(text);
        return repeats(shown, SHORTEST_IN_OWN) ? HIDDEN : shown;
    }

    /** Whether an exception, or one below it, repeats a response. */
    public boolean areIn(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++) {
            String text = at.toString();
            if (!hiddenInOwn(text).equals(text)) {
                return true;
            }
            for (Throwable suppressed : at.getSuppressed()) {
                if (suppressed.getCause() != failure && areIn(suppressed)) {
                    return true;
                }
            }
            at = at.getCause();
        }
        return false;
    }

    private static Reply copy(Reply reply, List<String> lines) {
        byte[] octets = Reply.of(reply.code(), lines.toArray(String[]::new)).octets();
        return Reply.ofOctets(
                reply.code(),
                octets,
                reply.isEnhancedStatusAnnounced() ? Reply.StatusCodes.ANNOUNCED : Reply.StatusCodes.UNANNOUNCED);
    }

    private static boolean isPrompt(Reply reply) {
        String text = reply.text();
        if (text.isEmpty()) {
            return true;
        }
        String said = BaseEncoding.base64().canDecode(text)
                ? new String(BaseEncoding.base64().decode(text), StandardCharsets.UTF_8)
                : text;
        String plain = said.replace("\0", "").replace(":", "").strip().toLowerCase(Locale.ROOT);
        return PROMPTS.contains(plain);
    }

    private String withoutEncoded(String text) {
        StringBuilder shown = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && ENCODED.matches(text.charAt(end))) {
                end++;
            }
            String run = text.substring(at, end);
            shown.append(!run.isEmpty() && isEncoded(run) ? HIDDEN : run);
            if (end < text.length()) {
                shown.append(text.charAt(end));
            }
            at = end + 1;
        }
        return shown.toString();
    }

    /** Whether a run of characters of base64 or hex is made of a response. */
    private boolean isEncoded(String run) {
        String base64 = run.replace('-', '+').replace('_', '/');
        String hex = run.toLowerCase(Locale.ROOT);
        for (byte[] response : sent) {
            String text = latin1(response);
            boolean hasField = fieldsOf(text).findAny().isPresent();
            if (hasField && isSecret(text) && (sharesWindow(base64, base64(response)) || isHex(hex, response))) {
                return true;
            }
        }
        List<String> decoded = decoded(base64.replace("=", ""));
        for (String field : fields()) {
            byte[] octets = field.getBytes(StandardCharsets.ISO_8859_1);
            if (sharesWindow(base64, base64(octets))
                    || isHex(hex, octets)
                    || (octets.length >= SHORTEST_DECODED && decoded.stream().anyMatch(text -> text.contains(field)))) {
                return true;
            }
        }
        return false;
    }

    /** What the run says if it is base64 that begins with one of its first four characters. */
    private static List<String> decoded(String base64) {
        List<String> decoded = new ArrayList<>();
        for (int start = 0; start < 4 && start < base64.length(); start++) {
            int length = (base64.length() - start) / 4 * 4;
            int rest = base64.length() - start - length;
            // One character left over is less than an octet.
            String whole = base64.substring(start, start + length + (rest == 1 ? 0 : rest));
            decoded.add(latin1(BaseEncoding.base64().omitPadding().decode(whole)));
        }
        return decoded;
    }

    /** Two digits are in any number, so those of a single octet are looked for alone. */
    private static boolean isHex(String run, byte[] octets) {
        return octets.length == 1
                ? run.equals(hex(octets)) || run.equals("0x" + hex(octets))
                : sharesWindow(run, hex(octets));
    }

    private static boolean sharesWindow(String run, String form) {
        int window = Math.min(WINDOW, form.length());
        for (int i = 0; window > 0 && i + window <= form.length(); i++) {
            if (run.contains(form.substring(i, i + window))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text has a field of a response of this length or more, in whatever case and spacing. */
    private boolean repeats(String text, int shortest) {
        String plain = normal(text);
        for (String field : fields()) {
            if (field.length() < shortest) {
                continue;
            }
            String utf8 = normal(new String(field.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            if (contains(plain, utf8) || contains(plain, normal(field))) {
                return true;
            }
            for (String part : PARTS.split(utf8)) {
                if (part.length() >= LONG_PART && isSecret(part) && plain.contains(part)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(String text, String field) {
        return !field.isEmpty() && text.contains(field);
    }

    private static String normal(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return CharMatcher.whitespace().trimAndCollapseFrom(composed, ' ');
    }

    private boolean isSecret(String text) {
        return names.stream()
                .noneMatch(name -> latin1(name.getBytes(StandardCharsets.UTF_8)).equalsIgnoreCase(text));
    }

    /** The fields of the responses, octet by octet, without the names that are no secret. */
    private Set<String> fields() {
        List<String> all = new ArrayList<>();
        for (byte[] response : sent) {
            fieldsOf(latin1(response)).forEach(all::add);
        }
        for (String name : names) {
            all.remove(latin1(name.getBytes(StandardCharsets.UTF_8)));
        }
        return new LinkedHashSet<>(all);
    }

    private static Stream<String> fieldsOf(String response) {
        return FIELDS.splitToStream(response).flatMap(TOKEN::splitToStream);
    }

    private static String base64(byte[] octets) {
        return BaseEncoding.base64().omitPadding().encode(octets);
    }

    private static String hex(byte[] octets) {
        return BaseEncoding.base16().lowerCase().encode(octets);
    }

    private static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Overwrites what was remembered. */
    public void forget() {
        sent.forEach(response -> Arrays.fill(response, (byte) 0));
        sent.clear();
    }
}
