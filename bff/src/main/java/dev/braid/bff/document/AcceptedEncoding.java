package dev.braid.bff.document;

import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** Whether a client would rather have gzip than nothing, RFC 9110 section 12.5.3. */
final class AcceptedEncoding {

    private AcceptedEncoding() {}

    static boolean prefersGzip(HttpHeaders request) {
        List<String> fields = request.getOrEmpty(HttpHeaders.ACCEPT_ENCODING);
        double any = weight(fields, "*", 0);
        double gzip = weight(fields, "gzip", weight(fields, "x-gzip", any));
        // Identity is acceptable unless it is excluded, but at no weight of its own: any coding asked for goes before
        // it.
        double identity = weight(fields, "identity", 0);
        return gzip > 0 && gzip >= identity;
    }

    private static double weight(List<String> fields, String coding, double fallback) {
        for (String field : fields) {
            for (String element : field.split(",")) {
                String[] parts = element.split(";");
                if (parts[0].strip().toLowerCase(Locale.ROOT).equals(coding)) {
                    return parts.length == 1 ? 1 : quality(parts[1].strip());
                }
            }
        }
        return fallback;
    }

    /** A weight that cannot be read excludes: plain bytes are right for everyone. */
    private static double quality(String parameter) {
        boolean readable = parameter.matches("[qQ]=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");
        return readable ? Double.parseDouble(parameter.substring(2)) : 0;
    }
}
